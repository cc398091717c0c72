import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { detectFormat } from './index.ts';

const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface OutlookFile {
  readonly subject: string;
  readonly msg: Uint8Array;
  readonly warnings: readonly string[];
}

describe('the example of README.md', () => {
  it('makes a .msg of each message of an mbox', async () => {
    const [, code] = /```ts\n(.*?)```/s.exec(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'))!;
    writeFileSync(join(folder, 'example.ts'), code!);
    const { outlookFiles } = (await import(pathToFileURL(join(folder, 'example.ts')).href)) as {
      outlookFiles: (mbox: Uint8Array) => OutlookFile[];
    };
    const separator = 'From anna@example.org Sat Nov 21 16:00:00 2026\n';
    const broken = 'Subject: two\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n';
    const files = outlookFiles(Buffer.from(`${separator}Subject: one\n\ntext\n\n${separator}${broken}`));
    expect(files.map(({ subject }) => subject)).toEqual(['one', 'two']);
    expect(files.map(({ msg }) => detectFormat(msg))).toEqual(['msg', 'msg']);
    expect(files.map(({ warnings }) => warnings)).toEqual([
      [],
      [expect.stringMatching(/^no-closing-boundary at byte \d+$/)],
    ]);
  });
});
