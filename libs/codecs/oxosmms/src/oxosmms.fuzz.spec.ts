/** Any SMIL, any objects, any mail: read or refused with a code; POSTBUS_FUZZ_RUNS runs each for longer. */
import { utf8Bytes } from '@postbus/bytes';
import { type MessageObject, PidTagAttachDataBinary, PropertyBag, definitions } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolverOf } from '@postbus/oxcmail';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  OxosmmsError,
  type MmsSlide,
  type TextMessageOptions,
  mmsFromMime,
  mmsObject,
  mmsToMime,
  mobileText,
  omsDefects,
  readMms,
  readMobileText,
  readSmil,
  readSms,
  smilOf,
  smilText,
  smsFromMime,
  smsObject,
  smsToMime,
  textOfMms,
} from './index.ts';

const numRuns = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 80);
const snippets = [
  '<smil>',
  '</smil>',
  '<smil xmlns:s="http://www.w3.org/2001/SMIL20/">',
  '<body>',
  '</body>',
  '<par dur="5s">',
  '<par>',
  '</par>',
  '<s:img src="a.jpg"/>',
  '<img src="cid:Att0.jpg@x"/>',
  '<text src="1.txt"/>',
  "<audio src='b.amr' dur='00:05'/>",
  '<ref src="&#x41;"/>',
  '<switch>',
  '</switch>',
  '<text src="data:;base64,aGk="/>',
  '<!DOCTYPE smil>',
  '<!DOCTYPE smil [<!ENTITY a "b">]>',
  '&a;',
  '&amp;',
  '&#0;',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?xml version="1.0" encoding="utf-16"?>',
  '"',
  "'",
  '=',
  '<',
  '>',
  '/',
  '&',
  ' a="b"',
  '\0',
  '日',
];
const anySmil = fc
  .array(
    fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...snippets) }, fc.string({ maxLength: 8, unit: 'binary' })),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));
const smilBody = anySmil.map((inner) => `<smil><body>${inner}</body></smil>`);
const anySubject = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', minLength: 200, maxLength: 500 }),
);
const anyText = fc.string({ unit: 'binary', maxLength: 60 });

function refused<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof OxosmmsError) return undefined;
    throw error;
  }
}

const media = fc.record({
  name: fc.option(anyText, { nil: '' }),
  mediaType: fc.oneof(fc.constantFrom('image/jpeg', 'audio/amr', 'video/mp4', 'text/plain', ''), anyText),
  content: fc.uint8Array({ maxLength: 50 }),
});
const ofType = (mediaType: string) => media.map((one) => ({ ...one, mediaType }));
const slide: fc.Arbitrary<MmsSlide> = fc.record(
  {
    text: fc.string({ unit: 'grapheme', maxLength: 40 }),
    image: ofType('image/png'),
    sound: ofType('audio/amr'),
    video: ofType('video/3gpp'),
    durationMs: fc.nat(1e7),
  },
  { requiredKeys: [] },
);
const hexadecimal = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF'.split('')), minLength: 12, maxLength: 12 });
const options: fc.Arbitrary<TextMessageOptions> = fc.record(
  {
    origin: fc.constantFrom('draft', 'submitted', 'sent', 'received'),
    from: fc.record({ name: anyText, number: anyText }),
    recipients: fc.array(fc.record({ name: anyText, number: fc.nat().map(String) }), { maxLength: 4 }),
    at: fc.nat(4e12),
    scheduledFor: fc.nat(4e12),
    source: fc.constantFrom(0, 1, 2, 3, 4),
    mobileModel: anyText,
    accountGuid: hexadecimal.map((digits) => `01234567-89ab-cdef-0123-${digits}`),
  },
  { requiredKeys: ['origin'] },
);
const check = (property: fc.IProperty<unknown> | fc.IPropertyWithHooks<unknown>) => fc.assert(property, { numRuns });

describe('fuzz', () => {
  it('SMIL is read or refused, and what is read is written so that it is read again', () => {
    check(
      fc.property(fc.oneof(anySmil, smilBody), (text) => {
        const slides = refused(() => readSmil(text));
        if (slides === undefined) return;
        const trimmed = refused(() => readSmil(smilOf(slides)))!;
        expect(trimmed.map((one) => one.media.map(({ element }) => element))).toEqual(
          slides.map((one) => one.media.map(({ element }) => element)),
        );
      }),
    );
  });
  it('bytes are text, whatever they are', () => {
    check(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => typeof smilText(bytes) === 'string'));
  });
  it('an MMS object is read whatever its presentation is, and no picture is lost', () => {
    check(
      fc.property(smilBody, (text) => {
        const image = { mediaType: 'image/jpeg', content: Uint8Array.of(1) };
        const message = mmsObject({ origin: 'received', slides: [{ text: 'x', image }] });
        message.attachments[0]!.properties.set(PidTagAttachDataBinary, utf8Bytes(text));
        const read = readMms(message);
        expect(read.slides.some((one) => one.image !== undefined) || read.others.length > 0).toBe(true);
        readMms(mmsFromMime(parseMime(mmsToMime(message))));
      }),
    );
  });
  it('what is written meets section 2, and slides are read as they were', () => {
    check(
      fc.property(options, fc.array(slide, { maxLength: 4 }), anySubject, (told, slides, subject) => {
        expect(omsDefects(smsObject({ ...told, text: subject }))).toEqual([]);
        const message = mmsObject({ ...told, slides, subject });
        expect(omsDefects(message)).toEqual([]);
        const shown = slides.filter((one) => one.text !== undefined || one.image || one.sound || one.video);
        const contents = (all: readonly MmsSlide[]) =>
          all.map((one) => [one.text, one.image?.content, one.sound?.content, one.video?.content]);
        expect(contents(readMms(message).slides)).toEqual(contents(shown));
        const again = mmsFromMime(parseMime(mmsToMime(message)));
        expect(omsDefects(again)).toEqual([]);
        expect(readMms(again).recipients.map(({ number }) => number)).toEqual(
          readMms(message).recipients.map(({ number }) => number),
        );
      }),
    );
  });
  it('an SMS object is a mail, and the same again', () => {
    const text = fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 }), {
      minLength: 1,
      maxLength: 3,
    });
    check(
      fc.property(text, (lines) => {
        const told = lines.map((line) => line.trimEnd() || '.').join('\r\n');
        expect(readSms(smsFromMime(parseMime(smsToMime(smsObject({ origin: 'sent', text: told }))))).text).toBe(told);
      }),
    );
  });
  it('objects with any values in any properties are read', () => {
    const value = fc.oneof(
      fc.integer(),
      fc.boolean(),
      anyText,
      fc.bigInt({ min: 0n, max: 1n << 62n }),
      fc.uint8Array(),
      fc.constant([]),
    );
    const bag = fc.array(fc.tuple(fc.constantFrom(...definitions), value), { maxLength: 60 });
    const wrong = fc.constantFrom(
      ...definitions.filter(({ canonicalName }) => /OMS|Body|Html|Subject|Attach|Sender|Content/.test(canonicalName)),
    );
    const typical = fc.array(fc.tuple(wrong, value), { maxLength: 20 });
    check(
      fc.property(bag, typical, (some, more) => {
        const properties = new PropertyBag();
        for (const [definition, one] of [...some, ...more]) properties.set(definition, one as never);
        const message: MessageObject = { properties, recipients: [properties], attachments: [{ properties }] };
        refused(() => [readSms(message), readMms(message), textOfMms(message), omsDefects(message)]);
      }),
    );
  });
  it('mail of any bytes becomes an object that meets section 2', () => {
    const pieces = [
      'Content-Type: multipart/related; boundary=b\r\n',
      'Content-Type: application/smil\r\n',
      '\r\n',
      '--b\r\n',
      '--b--',
      'Content-ID: <a>\r\n',
      'To: +1/TYPE=PLMN@x\r\n',
      'Content-Type: text/html\r\n',
      '<smil><body><text src="cid:a"/></body></smil>',
      'text',
    ];
    const mail = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...pieces) }, anyText), { maxLength: 30 });
    check(
      fc.property(mail, (parts) => {
        const mime = parseMime(utf8Bytes(parts.join('').toWellFormed()));
        for (const message of [smsFromMime(mime), mmsFromMime(mime)]) expect(omsDefects(message)).toEqual([]);
        readMms(mmsFromMime(mime), resolverOf(mime.source));
      }),
    );
  });
  it('users in text are read, and those written are the same again', () => {
    check(fc.property(anyText, (text) => readMobileText(text).length <= 1000));
    const user = fc.record({
      name: fc.string({ minLength: 1, maxLength: 20 }),
      number: fc.nat().map((number) => `+${number}`),
    });
    check(
      fc.property(
        fc.array(
          user.filter(({ name, number }) => name !== number),
          { maxLength: 5 },
        ),
        (users) => {
          expect(readMobileText(mobileText(users))).toEqual(users);
        },
      ),
    );
  });
});
