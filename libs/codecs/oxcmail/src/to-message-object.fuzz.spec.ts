import { PostbusError } from '@postbus/errors';
import { toStored } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolverOf, summarize, toMessageObject, toMime } from './index.ts';

const seeds = [
  'From: A <a@x>\r\nTo: b@x, G: c@x;\r\nSubject: Re: =?utf-8?B?w4Q=?=\r\nDate: Mon, 10 Mar 2008 14:36:46 -0700\r\nThread-Index: Ac8QOnbaZAcwyWs4SnOS8TqHPH9OUg==\r\nReply-To: r@x\r\n\r\nbody',
  'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/related; boundary=c\r\n\r\n--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<img src="cid:1">\r\n--c\r\nContent-Type: image/png\r\nContent-ID: <1>\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--c--\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nx\r\n--b\r\nContent-Type: a/b; name*0*=utf-8\'\'%C3; name*1*=%A4.txt\r\n\r\nx\r\n--b--\r\n',
  'Content-Type: multipart/signed; boundary=b; micalg=sha-256\r\nX-A: 1\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsigned\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--b--\r\n',
].map((text) => Buffer.from(text, 'latin1'));

/** A seed with runs of it removed, doubled, or overwritten. */
const mutated = fc
  .record({
    seed: fc.constantFrom(...seeds),
    cuts: fc.array(
      fc.record({
        at: fc.nat(1200),
        length: fc.nat(60),
        put: fc.oneof(
          fc.uint8Array({ maxLength: 20 }),
          fc.constantFrom(...seeds.map((seed) => new Uint8Array(seed.subarray(0, 80)))),
        ),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ seed, cuts }) =>
    cuts.reduce<Buffer>((bytes, { at, length, put }) => {
      const start = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + length)]);
    }, seed),
  );

function goThrough(source: Uint8Array): void {
  const message = toMessageObject(parseMime(source), { attachmentInlineLimit: 4, bodyInlineLimit: 4 });
  JSON.stringify([toStored(message), summarize(message, source)]);
  try {
    toMime(message, { resolve: resolverOf(source) });
  } catch (error) {
    expect(error).toBeInstanceOf(PostbusError);
  }
}

describe('mutated MIME', () => {
  it('becomes a Message object, a summary and MIME again, or a coded error of the writer', () => {
    fc.assert(
      fc.property(mutated, (source) => goThrough(new Uint8Array(source))),
      { numRuns: 1500 },
    );
  });
  it('may be any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), goThrough), { numRuns: 500 });
  });
  it.each([
    ['parts', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(60_000)}`],
    ['embedded messages', 'Content-Type: message/rfc822\r\n\r\n'.repeat(10_000)],
    ['addresses', `To: ${'a@b, '.repeat(100_000)}\r\n\r\n`],
    ['X- fields', `${'X-A: b\r\n'.repeat(50_000)}\r\n`],
    ['references', `References: ${'<a@b> '.repeat(100_000)}\r\n\r\n`],
    [
      'pictures',
      `Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n${'<img src=cid:a>'.repeat(30_000)}\r\n--b\r\nContent-ID: <a>\r\n\r\nx`,
    ],
    ['prefixes', `Subject: ${'Re: '.repeat(100_000)}\r\n\r\n`],
  ])('is read in bounded time with very many %s', (_, text) => {
    goThrough(new Uint8Array(Buffer.from(text)));
  });
});
