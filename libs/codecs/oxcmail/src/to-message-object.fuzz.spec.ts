/** Any bytes at all: an object, its stored form, its summary and its MIME come of them; POSTBUS_FUZZ_RUNS runs each for longer. */
import { appleSingleOf, binHexOf, macFile } from '@postbus/apple-file';
import { PostbusError } from '@postbus/errors';
import {
  AttachMethod,
  PidNameKeywords,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagConversationIndex,
  PidTagDisplayName,
  PidTagEmailAddress,
  PidTagHtml,
  PidTagSubject,
  PropertyBag,
  toStored,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { writeTnef } from '@postbus/oxtnef';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPartial, resolverOf, summarize, toMessageObject, toMime } from './index.ts';

const told = process.env['POSTBUS_FUZZ_RUNS'];
const runs = (usual: number) => (told === undefined ? usual : Number(told));

const bag = () => new PropertyBag();
const rich = Buffer.from(
  writeTnef({
    properties: bag()
      .set(PidTagSubject, 's')
      .set(PidTagBody, 't')
      .set(PidTagHtml, Buffer.from('<p>h'))
      .set(PidTagConversationIndex, new Uint8Array(22).fill(1))
      .set(PidTagClientSubmitTime, 132_000_000_000_000_000n)
      .set(PidNameKeywords, ['red']),
    recipients: [bag().set(PidTagDisplayName, 'A').set(PidTagEmailAddress, 'a@x')],
    attachments: [
      { properties: bag().set(PidTagAttachDataBinary, Buffer.from('data')).set(PidTagAttachLongFilename, 'a.txt') },
      {
        properties: bag().set(PidTagAttachMethod, AttachMethod.afEmbeddedMessage),
        embedded: { properties: bag().set(PidTagSubject, 'in'), recipients: [], attachments: [] },
      },
    ],
  }),
);
const tnef = rich.toString('base64');
const mac = macFile({ name: 'f', dataFork: Buffer.from('data') });
const single = Buffer.from(appleSingleOf(mac)).toString('base64');
const binHex = Buffer.from(binHexOf(mac)).toString('latin1');

const seeds = [
  'From: A <a@x>\r\nTo: b@x, G: c@x;\r\nSubject: Re: =?utf-8?B?w4Q=?=\r\nDate: Mon, 10 Mar 2008 14:36:46 -0700\r\nThread-Index: Ac8QOnbaZAcwyWs4SnOS8TqHPH9OUg==\r\nReply-To: r@x\r\n\r\nbody',
  'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/related; boundary=c\r\n\r\n--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<img src="cid:1">\r\n--c\r\nContent-Type: image/png\r\nContent-ID: <1>\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--c--\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nx\r\n--b\r\nContent-Type: a/b; name*0*=utf-8\'\'%C3; name*1*=%A4.txt\r\n\r\nx\r\n--b--\r\n',
  'Content-Type: multipart/signed; boundary=b; micalg=sha-256\r\nX-A: 1\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsigned\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--b--\r\n',
  `X-MS-TNEF-Correlator: <1@x>\r\nContent-Class: fax\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\nbegin 644 cat.txt\r\n#0V%T\r\n\`\r\nend\r\n--b\r\nContent-Type: text/html\r\n\r\n<meta charset=x><p>two</body>\r\n--b\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n${tnef}\r\n--b\r\nContent-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n--b--\r\n`,
  `From: IMCEAEX-_O=A+20B@invalid\r\nContent-Language: de-CH\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/enriched\r\n\r\n<bold><color><param>red</param>x</color>\r\n\r\n<<\r\n--b\r\nContent-Type: multipart/appledouble; boundary=c\r\n\r\n--c\r\nContent-Type: application/applefile\r\nContent-Transfer-Encoding: base64\r\n\r\n${single}\r\n--c\r\nContent-Type: a/b\r\n\r\nx\r\n--c--\r\n--b\r\nContent-Type: application/mac-binhex40\r\n\r\n${binHex}\r\n--b\r\nContent-Type: message/external-body; access-type=url; url="http://x/y"\r\n\r\nx\r\n--b--\r\n`,
  'Subject: a\r\nContent-Type: message/partial; id=x; number=1; total=1\r\n\r\nSubject: b\r\nContent-Type: text/plain\r\n\r\nbody',
].map((text) => Buffer.from(text, 'latin1'));

/** A seed with runs of it removed, doubled, or overwritten. */
const mutated = fc
  .record({
    seed: fc.constantFrom(...seeds),
    cuts: fc.array(
      fc.record({
        at: fc.nat(2400),
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

/** A message of TNEF some of whose bytes are others. */
const mutatedTnef = fc
  .array(fc.record({ at: fc.nat(4000), put: fc.uint8Array({ minLength: 1, maxLength: 4 }) }), { maxLength: 5 })
  .map((puts) => {
    const bytes = Buffer.from(rich);
    for (const { at, put } of puts) bytes.set(put, at % (bytes.length - put.length));
    return Buffer.from(
      `Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}`,
    );
  });

function goThrough(source: Uint8Array): void {
  const mime = parseMime(source);
  const message = toMessageObject(mime, {
    attachmentInlineLimit: 4,
    bodyInlineLimit: 4,
    imceaDomains: ['x'],
    trustsReservedFields: true,
  });
  joinPartial([mime, mime]);
  JSON.stringify([toStored(message), summarize(message, source)]);
  try {
    toMime(message, { resolve: resolverOf(source) });
  } catch (error) {
    expect(error).toBeInstanceOf(PostbusError);
  }
}

function htmlTwice(html: string): string {
  return partsOf('text/html', html, 2);
}

function partsOf(type: string, content: string, count: number): string {
  const part = `--b\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;
  return `Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(count)}`;
}

function relatedBy(field: string, count: number): string {
  const html = Array.from({ length: count }, (_, index) => `<img src="p/${index}">`).join('');
  const parts = Array.from(
    { length: count },
    (_, index) => `--b\r\nContent-Type: image/png\r\n${field}: http://x/p/${index}\r\n\r\nx\r\n`,
  );
  return `Content-Base: http://x/\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Base: http://x/\r\nContent-Type: text/html\r\n\r\n${html}\r\n${parts.join('')}`;
}

function nested(depth: number): string {
  return Array.from(
    { length: depth },
    (_, index) => `Content-Type: multipart/mixed; boundary=${index}\r\n\r\n--${index}\r\n`,
  ).join('');
}

describe('mutated MIME', () => {
  it('becomes a Message object, a summary and MIME again, or a coded error of the writer', () => {
    fc.assert(
      fc.property(mutated, (source) => goThrough(new Uint8Array(source))),
      { numRuns: runs(1000) },
    );
  });
  it('may hold any TNEF', () => {
    fc.assert(
      fc.property(mutatedTnef, (source) => goThrough(new Uint8Array(source))),
      { numRuns: runs(500) },
    );
  });
  it('may be any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), goThrough), { numRuns: runs(500) });
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
    ['texts to join', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(9000)}`],
    ['tags that do not end', htmlTwice('<meta <title <body '.repeat(50_000))],
    [
      'commands of enriched text',
      `Content-Type: text/enriched\r\n\r\n${'<bold><param><nofill></italic>'.repeat(40_000)}`,
    ],
    ['files that begin', `\r\n${'begin 644 x\r\n'.repeat(80_000)}`],
    ['uuencoded files', `\r\n${'begin 644 x\r\n#0V%T\r\n`\r\nend\r\n'.repeat(30_000)}`],
    ['octets of encapsulated addresses', `To: IMCEAEX-${'+20'.repeat(300_000)}@invalid\r\n\r\n`],
    ['languages', `Content-Language: ${'de-'.repeat(300_000)}\r\n\r\n`],
    ['addresses of pictures', relatedBy('Content-Location', 3000)],
    ['vCards', partsOf('text/vcard', 'BEGIN:VCARD\r\nFN:A\r\nEND:VCARD', 3000)],
    ['external bodies', partsOf('message/external-body; access-type=url; url="http://x/y"', 'x', 3000)],
    ['AppleDoubles', partsOf('multipart/appledouble; boundary=c', '--c\r\n\r\nx\r\n--c\r\n\r\ny\r\n--c--', 2000)],
    ['TNEFs', partsOf('application/ms-tnef', '\x78\x9f\x3e\x22\x00\x00', 5000)],
    ['blanks in a header line', `X-A:${' '.repeat(1_000_000)}x\r\nThread-Index: ${'A'.repeat(1_000_000)}\r\n\r\n`],
    ['multiparts within one another', nested(5000)],
  ])('is read in bounded time with very many %s', (_, text) => {
    goThrough(new Uint8Array(Buffer.from(text, 'latin1')));
  });
});
