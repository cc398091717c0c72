/** Offsets of every entity in MimeKit's mailboxes, and its single messages. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMime, type MimeEntity } from './index.ts';

const corpus = process.env['POSTBUS_CORPUS'];

interface TheirEntity {
  readonly mimeType: string;
  readonly beginOffset: number;
  readonly headersEndOffset: number;
  readonly endOffset: number;
  readonly children?: readonly TheirEntity[];
  readonly message?: { readonly body: TheirEntity };
}
interface TheirMessage {
  readonly beginOffset: number;
  readonly endOffset: number;
  readonly body: TheirEntity;
}

/** Entities that end elsewhere here, by file and the offset where they begin. */
const differences: Readonly<Record<string, string>> = {
  'issue1189.unix 1251':
    "a header cut off by the end of the mailbox has its last line end, which is the mailbox's there",
  'issue1189.dos 1296':
    "a header cut off by the end of the mailbox has its last line end, which is the mailbox's there",
};

function mailboxes(): string[] {
  if (corpus === undefined) return [];
  const names = new Set(readdirSync(`${corpus}/mimekit/mbox`));
  const offsets = [...names].filter(
    (name) => name.endsWith('-offsets.json') && names.has(`${name.split('.')[0]}.mbox.txt`),
  );
  return offsets.map((name) => name.replace('-offsets.json', ''));
}

function theirPlaces(entity: TheirEntity): string[] {
  const place = `${entity.mimeType.toLowerCase()} ${entity.beginOffset} ${entity.headersEndOffset} ${entity.endOffset}`;
  const inside = [...(entity.message === undefined ? [] : [entity.message.body]), ...(entity.children ?? [])];
  return [place, ...inside.flatMap(theirPlaces)];
}

function ourPlaces(entity: MimeEntity, base: number): string[] {
  return [...entity.walk()].map((part) =>
    [part.contentType.mediaType, part.start + base, part.bodyStart + base, part.end + base].join(' '),
  );
}

function singleMessages(): string[] {
  const folders = corpus === undefined ? [] : ['messages', 'partial', 'smime', 'mbox'];
  return folders.flatMap((folder) => readdirSync(`${corpus}/mimekit/${folder}`).map((name) => `${folder}/${name}`));
}

describe.skipIf(corpus === undefined)('mailboxes of MimeKit', () => {
  it.each(mailboxes())('finds header, body and end of every entity of %s where MimeKit does', (name) => {
    const [file, system] = name.split('.') as [string, string];
    const lineEnd = system === 'dos' ? '\r\n' : '\n';
    const text = readFileSync(`${corpus}/mimekit/mbox/${file}.mbox.txt`, 'latin1')
      .replaceAll('\r\n', '\n')
      .replaceAll('\n', lineEnd);
    const source = Uint8Array.from(Buffer.from(text, 'latin1'));
    const messages = JSON.parse(readFileSync(`${corpus}/mimekit/mbox/${name}-offsets.json`, 'utf8')) as TheirMessage[];
    expect(messages.length).toBeGreaterThan(0);
    const isKnown = (place: string): boolean => `${name} ${place.split(' ')[1]}` in differences;
    for (const { beginOffset, endOffset, body } of messages) {
      const ours = ourPlaces(parseMime(source.subarray(beginOffset, endOffset)), beginOffset);
      const theirs = theirPlaces(body);
      for (const [index, place] of theirs.entries()) if (isKnown(place)) expect(ours[index]).not.toBe(place);
      expect(ours.filter((place) => !isKnown(place))).toEqual(theirs.filter((place) => !isKnown(place)));
    }
  });
  it.each(singleMessages())('reads all of %s', (name) => {
    const message = parseMime(new Uint8Array(readFileSync(`${corpus}/mimekit/${name}`)));
    for (const entity of message.walk()) {
      expect(entity.start).toBeLessThanOrEqual(entity.bodyStart);
      expect(entity.bodyStart).toBeLessThanOrEqual(entity.end);
      expect(typeof entity.text()).toBe('string');
    }
  });
});
