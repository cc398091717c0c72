import { PostbusError } from '@postbus/errors';
import {
  type AttachmentObject,
  type MessageObject,
  PS_INTERNET_HEADERS,
  PidNameContentType,
  PidTagHtml,
  PidTagMessageClass,
  PidTagRecipientType,
  PidTagDisplayName,
  PidTagSmtpAddress,
  type Property,
  PropertyBag,
  PropertyType,
  type PropertyValue,
  definitions,
} from '@postbus/mapi';
import { type MimeEntity, parseMime } from '@postbus/mime';
import { compressRtf } from '@postbus/rtf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMime } from './to-mime.ts';
import type { ToMimeOptions } from './to-mime-options.ts';
import { file, messageOf, note } from './written-message.fixture.ts';

const told = process.env['POSTBUS_FUZZ_RUNS'];
const runs = (usual: number) => (told === undefined ? usual : Number(told));

const texts = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(
    'a\r\nEvil: 1\r\n\r\nx',
    '\ud800',
    '"><a@x>, <b@x',
    'x'.repeat(1500),
    'ü'.repeat(900),
    ' ',
    '=?utf-8?B?',
    '/o=X/cn=Y',
    'a@b',
    '<img src="cid:a"><img src=a.png>',
    'IPM.Note.Microsoft.Fax',
    'IPM.Contact',
    'REPORT.IPM.Note.NDR',
    'multipart/mixed',
    'message/rfc822',
  ),
);
const rtf = fc
  .string({ maxLength: 80 })
  .map((text) => compressRtf(Buffer.from(`{\\rtf1\\ansi\\fromhtml1 ${text}\\objattph }`)));
const values: fc.Arbitrary<PropertyValue> = fc.oneof(
  { weight: 4, arbitrary: texts },
  fc.integer(),
  fc.boolean(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.uint8Array({ maxLength: 80 }),
  fc.array(texts, { maxLength: 3 }),
  rtf,
);
const known = [...definitions].filter(({ canonicalName }) =>
  /Subject|Body|Html|Rtf|Native|Codepage|Sender|SentRep|Reply|Receipt|Recipient|Message|Attach|Rendering|Display|Email|Smtp|Address|Conversation|List|Import|Sensit|Class|Keywords|Time|Entry/.test(
    canonicalName,
  ),
);
const properties: fc.Arbitrary<Property> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ definition: fc.constantFrom(...known), value: values })
      .map(({ definition: { key, type }, value }) => ({ key, type, value })),
  },
  fc
    .record({ name: fc.oneof(texts, fc.constantFrom('X-A', 'Resent-To', 'Subject', 'Content-Type')), value: texts })
    .map(({ name, value }) => ({ key: { guid: PS_INTERNET_HEADERS, name }, type: PropertyType.PtypString, value })),
);
const bags = fc.array(properties, { maxLength: 12 }).map((list) => new PropertyBag(list));
const { message: messages } = fc.letrec<{ message: MessageObject; attachment: AttachmentObject }>((tie) => ({
  message: fc.record({
    properties: bags,
    recipients: fc.array(
      bags.map((bag) => bag.set(PidTagRecipientType, 1 + (bag.size % 3))),
      { maxLength: 3 },
    ),
    attachments: fc.array(tie('attachment'), { maxLength: 3, depthIdentifier: 'message' }),
  }),
  attachment: fc.oneof(
    { depthSize: 'small', depthIdentifier: 'message' },
    fc.record({ properties: bags }),
    fc.record({ properties: bags, embedded: tie('message') }),
  ),
}));

/** No value is anything but a value: no line is too long, none ends early, and no field comes of a text. */
function expectWellFormed(bytes: Uint8Array, options: ToMimeOptions): void {
  const text = Buffer.from(bytes).toString('latin1');
  expect(text).not.toMatch(/[^\r]\n|\r(?!\n)|\0/);
  if (options.utf8Headers !== true && options.eightBit !== true) expect(text).not.toMatch(/[\u0080-\u00ff]/);
  for (const line of text.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  const mime = parseMime(bytes);
  expect(fieldNames(mime)).not.toContain('evil');
}

function fieldNames(entity: MimeEntity): string[] {
  const own = [...entity.headers].map(({ name }) => name.toLowerCase());
  const inner = entity.message === undefined ? [] : fieldNames(entity.message);
  return [...own, ...inner, ...entity.parts.flatMap(fieldNames)];
}

function writeOrRefuse(message: MessageObject, options: ToMimeOptions): void {
  let bytes: Uint8Array;
  try {
    bytes = toMime(message, options);
  } catch (error) {
    expect(error).toBeInstanceOf(PostbusError);
    return;
  }
  expectWellFormed(bytes, options);
}

describe('any object', () => {
  it('becomes well-formed MIME or a coded error', () => {
    const options = fc.record({ utf8Headers: fc.boolean(), eightBit: fc.boolean(), writesBcc: fc.boolean() });
    fc.assert(
      fc.property(messages, options, (message, told) => {
        // Secure messages are written as they were received.
        message.properties.delete(PidTagMessageClass);
        writeOrRefuse(message, told);
      }),
      { numRuns: runs(600) },
    );
  });
  it('becomes a secure message or a coded error, whatever its Content-Type', () => {
    fc.assert(
      fc.property(texts, texts, fc.constantFrom('.MultipartSigned', ''), (contentType, name, kind) => {
        const bag = note().set(PidTagMessageClass, `IPM.Note.SMIME${kind}`).set(PidNameContentType, contentType);
        writeOrRefuse(messageOf(bag, file(name, contentType, Buffer.from(name))), {});
      }),
      { numRuns: runs(150) },
    );
  });
  it('becomes a TNEF message or a coded error', () => {
    fc.assert(
      fc.property(messages, (message) => writeOrRefuse(message, { tnef: 'always' })),
      { numRuns: runs(150) },
    );
  });
  it.each([
    [
      'recipients',
      () => ({
        ...messageOf(note()),
        recipients: Array.from({ length: 100_000 }, (_, index) =>
          new PropertyBag()
            .set(PidTagRecipientType, 1)
            .set(PidTagDisplayName, `Ä${index}`)
            .set(PidTagSmtpAddress, `u${index}@x.test`),
        ),
      }),
    ],
    [
      'attachments',
      () =>
        messageOf(
          note().set(PidTagHtml, Buffer.from('<img src="cid:a">'.repeat(20_000))),
          ...Array.from({ length: 5000 }, () => file('a', 'a/b', new Uint8Array(1))),
        ),
    ],
    [
      'named fields',
      () =>
        messageOf(
          Array.from({ length: 20_000 }).reduce<PropertyBag>(
            (bag, _, index) =>
              bag.put({
                key: { guid: PS_INTERNET_HEADERS, name: `X-${index}` },
                type: PropertyType.PtypString,
                value: 'v',
              }),
            note(),
          ),
        ),
    ],
    [
      'characters in a subject',
      () => messageOf(note().put({ key: 0x37, type: PropertyType.PtypString, value: 'ü x'.repeat(100_000) })),
    ],
    ['characters in a name', () => messageOf(note(), file('ü'.repeat(50_000), 'a/b', new Uint8Array(1)))],
    [
      'references',
      () => messageOf(note().put({ key: 0x1039, type: PropertyType.PtypString, value: '<a@b> '.repeat(100_000) })),
    ],
  ])('is written in bounded time with very many %s', (_, make) => {
    expectWellFormed(toMime(make()), {});
  });
});
