/** Other people's mail: each message converts, and its attachments are what Python reads in it. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachMimeTag,
  type PropertyBag,
  fromStored,
  toStored,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { hasPython, readWithPython } from '../spec/python-email.ts';
import { resolveBytes, resolverOf, summarize, toMessageObject, toMime } from './index.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const messages = ['**/*.{eml,msg}', 'mimekit/messages/*.txt', 'mimekit/smime/*.txt'];
const files = corpus === undefined ? [] : globSync(messages, { cwd: corpus }).toSorted();
const sources = files.map((name) => new Uint8Array(readFileSync(join(corpus!, name))));

/** SHA-256 of every attachment, those of embedded messages among them. */
function attachmentHashes(message: MessageObject, source: Uint8Array, takes = (_: PropertyBag) => true): string[] {
  return message.attachments.flatMap(({ properties, embedded }) => {
    if (embedded !== undefined) return attachmentHashes(embedded, source, takes);
    if (!takes(properties)) return [];
    const bytes = resolveBytes(properties.get(PidTagAttachDataBinary)!, resolverOf(source));
    return [createHash('sha256').update(bytes).digest('hex')];
  });
}

/** With what is made of a part kept as it came, so that it can be found in the message again. */
const asItCame = { derivedLimit: 0, uuencodedFiles: 0, vCards: 'file' } as const;

/** Python takes apart what is message/… and multipart/signed, which are attached whole. */
function isComparable(attachment: PropertyBag): boolean {
  return !/^(?:message\/|multipart\/signed)/.test(attachment.get(PidTagAttachMimeTag) ?? '');
}

describe.skipIf(files.length === 0)('the corpus', () => {
  it.each(files.map((name, index) => [name, sources[index]!] as const))(
    '%s converts, is stored and summarized',
    (_, source) => {
      const message = toMessageObject(parseMime(source));
      const stored = fromStored(JSON.parse(JSON.stringify(toStored(message))));
      expect(summarize(stored, source)).toEqual(summarize(message, source));
    },
  );
  it.each(files.map((name, index) => [name, sources[index]!] as const))(
    '%s is written as MIME with the same attachments',
    (_, source) => {
      const message = toMessageObject(parseMime(source));
      const written = toMime(message, { resolve: resolverOf(source) });
      const again = attachmentHashes(toMessageObject(parseMime(written)), written);
      const before = attachmentHashes(message, source);
      expect(again.toSorted()).toEqual(before.toSorted());
    },
  );
  it.skipIf(!hasPython)('has the attachments that Python reads, where Python finds the messages well formed', () => {
    const read = readWithPython(sources);
    const compared = files.flatMap((name, index) => {
      const python = read[index];
      if (python === null || python === undefined || python.defects.length > 0) return [];
      const theirs = new Set(python.parts.flatMap(({ sha256 }) => sha256 ?? []));
      const ours = attachmentHashes(
        toMessageObject(parseMime(sources[index]!), asItCame),
        sources[index]!,
        isComparable,
      );
      return [{ name, missing: ours.filter((hash) => !theirs.has(hash)) }];
    });
    expect(compared.length).toBeGreaterThan(files.length / 3);
    expect(compared.filter(({ missing }) => missing.length > 0)).toEqual([]);
  });
});
