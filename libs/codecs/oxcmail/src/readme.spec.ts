import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import * as exported from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Opened {
  readonly subject: string;
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly again: Uint8Array;
}

describe('README.md', () => {
  it('has an example that opens a message and writes it again', async () => {
    writeFileSync(join(folder, 'example.ts'), /```js\n(.*?)```/s.exec(readme)![1]!);
    const { open } = (await import(pathToFileURL(join(folder, 'example.ts')).href)) as {
      open: (eml: Uint8Array) => Opened;
    };
    const eml = Buffer.from(
      'Subject: Hello\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n' +
        'Content-Type: application/pdf; name=a.pdf\r\n\r\ncontent\r\n--b--\r\n',
    );
    const { subject, text, files, again } = open(eml);
    expect([subject, text, files[0]!.name, Buffer.from(files[0]!.content).toString()]).toEqual([
      'Hello',
      'text',
      'a.pdf',
      'content',
    ]);
    expect(open(again)).toMatchObject({ subject, text });
  });
  it('names every export that is a value', () => {
    expect(Object.keys(exported).filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });
});
