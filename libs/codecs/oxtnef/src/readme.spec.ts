import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PidTagAttachDataBinary, PidTagAttachLongFilename, PidTagSubject, PropertyBag } from '@postbus/mapi';
import { afterAll, describe, expect, it } from 'vitest';
import { writeTnef } from './index.ts';

const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the example of README.md', () => {
  it('unpacks a winmail.dat', async () => {
    const code = /```js\n(.*?)```/s.exec(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'))![1]!;
    writeFileSync(join(folder, 'example.ts'), code);
    const { unpack } = (await import(pathToFileURL(join(folder, 'example.ts')).href)) as {
      unpack: (bytes: Uint8Array) => {
        subject: string;
        files: { name: string; content: Uint8Array }[];
        again: Uint8Array;
      };
    };
    const attachment = new PropertyBag()
      .set(PidTagAttachLongFilename, 'a.txt')
      .set(PidTagAttachDataBinary, Buffer.from('content'));
    const stream = writeTnef({
      properties: new PropertyBag().set(PidTagSubject, 'Hello'),
      recipients: [],
      attachments: [{ properties: attachment }],
    });
    const { subject, files, again } = unpack(stream);
    expect([subject, files[0]!.name, Buffer.from(files[0]!.content).toString()]).toEqual(['Hello', 'a.txt', 'content']);
    expect(Buffer.from(again).equals(stream)).toBe(true);
  });
});
