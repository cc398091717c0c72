/** Other people's mail as .msg files: nothing is lost, and extract-msg and POI find in them what is there. */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MessageObject, PidTagSubject } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolverOf, toMessageObject } from '@postbus/oxcmail';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ForeignMessage, hasPoi, python, readByPoi, readByPython } from './foreign-readers.fixture.ts';
import { readMsg, writeMsg } from './index.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const names = corpus === undefined ? [] : globSync('**/*.{eml,msg}', { cwd: corpus }).toSorted();
const sources = names.map((name) => new Uint8Array(readFileSync(join(corpus!, name))));

function toMsg(source: Uint8Array): Uint8Array {
  return writeMsg(toMessageObject(parseMime(source)), { resolve: resolverOf(source) });
}

const ofMessage = ({ properties, attachments }: MessageObject) => [
  properties.get(PidTagSubject) ?? '',
  attachments.length,
];
const ofForeign = ({ subject, attachments }: ForeignMessage) => [subject ?? '', attachments.length];

describe.skipIf(names.length === 0)('the corpus', () => {
  let folder = '';
  let paths: string[] = [];
  let expected: unknown[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'postbus-oxmsg-'));
    const files = sources.map(toMsg);
    expected = files.map((file) => ofMessage(readMsg(file).message));
    paths = files.map((file, index) => {
      const path = join(folder, `${index}.msg`);
      writeFileSync(path, file);
      return path;
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(names.map((name, index) => [name, sources[index]!] as const))(
    '%s is the same file when read and written',
    (_, source) => {
      const file = toMsg(source);
      const { message, defects } = readMsg(file);
      expect(defects).toEqual([]);
      expect(Buffer.compare(writeMsg(message), file)).toBe(0);
    },
  );
  it.skipIf(python === undefined)('has the subjects and attachments that extract-msg finds', () => {
    expect(readByPython(paths).map(ofForeign)).toEqual(expected);
  });
  it.skipIf(!hasPoi)('has the subjects and attachments that Apache POI finds', () => {
    expect(readByPoi(folder, ['{00020386-0000-0000-C000-000000000046}|x'], paths).map(ofForeign)).toEqual(expected);
  });
});
