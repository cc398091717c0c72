import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PidTagSubject } from '@postbus/mapi';
import { afterAll, describe, expect, it } from 'vitest';
import { type MsgDefect, readMsg, writeMsg } from './index.ts';
import { attachmentFiles, sampleMessage } from './msg.fixture.ts';

const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Unpacked {
  readonly subject: string;
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly defects: readonly MsgDefect[];
}

describe('the example of README.md', () => {
  it('unpacks a message and the message in it', async () => {
    const [, code] = /```js\n(.*?)```/s.exec(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'))!;
    writeFileSync(join(folder, 'example.ts'), code!);
    const { unpack } = (await import(pathToFileURL(join(folder, 'example.ts')).href)) as {
      unpack: (bytes: Uint8Array) => Unpacked;
    };
    const { subject, files, defects } = unpack(writeMsg(sampleMessage()));
    expect([subject, defects]).toEqual(['Ein Gruß ☃', []]);
    expect(files.slice(0, 3).map(({ name, content }) => [name, content])).toEqual(attachmentFiles);
    expect(readMsg(files[3]!.content).message.properties.get(PidTagSubject)).toBe('Innen ☃');
  });
});
