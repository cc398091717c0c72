/** Fragments of messages, joined, against what MimeKit expects of them. */
import { existsSync, readFileSync } from 'node:fs';
import { type MimeEntity, parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { joinPartial } from './index.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const folder = `${corpus}/mimekit/partial`;
const read = (name: string) => parseMime(new Uint8Array(readFileSync(`${folder}/${name}`)));

/** Fields in no order, for RFC 2046 leaves it open, and the body. */
function view(message: MimeEntity): object {
  return {
    fields: [...message.headers].map(({ name, value }) => `${name}: ${value}`).toSorted(),
    body: Buffer.from(message.bodyBytes()).toString('latin1').trimEnd(),
  };
}

describe.skipIf(corpus === undefined)('fragments of MimeKit', () => {
  it.each(['message-partial', 'rfc2046'])('joins %s as MimeKit does', (name) => {
    const fragments = [];
    for (let index = 0; existsSync(`${folder}/${name}.${index}.eml`); index++)
      fragments.push(read(`${name}.${index}.eml`));
    expect(fragments.length).toBeGreaterThan(1);
    expect(view(parseMime(joinPartial(fragments.toReversed())!))).toEqual(view(read(`${name}.eml`)));
  });
});
