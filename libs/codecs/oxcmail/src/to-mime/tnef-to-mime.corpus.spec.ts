/** Objects that Outlook made, from TNEF of other people: written as MIME that Python reads. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AttachMethod, type MessageObject, PidTagAttachDataBinary, PidTagAttachMethod } from '@postbus/mapi';
import { readTnef } from '@postbus/oxtnef';
import { describe, expect, it } from 'vitest';
import { hasPython, readWithPython } from '../../spec/python-email.ts';
import { subjectOf } from './envelope-fields.ts';
import { toMime } from './to-mime.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const files = corpus === undefined ? [] : globSync('**/*.tnef', { cwd: corpus }).toSorted();

/** SHA-256 of files that lie in the message, those of embedded messages among them. */
function fileHashes({ attachments }: MessageObject): string[] {
  return attachments.flatMap(({ properties, embedded }) => {
    if (embedded !== undefined) return fileHashes(embedded);
    const data = properties.get(PidTagAttachDataBinary);
    const isFile = properties.get(PidTagAttachMethod) === AttachMethod.afByValue;
    return isFile && data instanceof Uint8Array ? [createHash('sha256').update(data).digest('hex')] : [];
  });
}

describe.skipIf(files.length === 0 || !hasPython)('TNEF of Outlook, as MIME', () => {
  const messages = files.map((name) => readTnef(new Uint8Array(readFileSync(join(corpus!, name)))).message);
  const read = readWithPython(messages.map((message) => toMime(message)));
  it.each(files.map((name, index) => [name, index] as const))('%s is read by Python, with every file', (_, index) => {
    const python = read[index]!;
    expect([...python.defects, ...python.headerDefects]).toEqual([]);
    expect(python.subject).toBe(subjectOf(messages[index]!.properties));
    const theirs = new Set(python.parts.map((part) => part.sha256));
    expect(fileHashes(messages[index]!).filter((hash) => !theirs.has(hash))).toEqual([]);
  });
});
