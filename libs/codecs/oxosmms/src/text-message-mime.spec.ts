import {
  AttachMethod,
  type MessageObject,
  PidNameOMSAccountGuid,
  PidTagAttachDataBinary,
  PidTagAttachMethod,
  PidTagAttachNumber,
  PidTagBody,
  PidTagMessageClass,
  PidTagSenderEmailAddress,
  type Property,
  PropertyBag,
  isExternal,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolverOf, toMessageObject, toMime } from '@postbus/oxcmail';
import { describe, expect, it } from 'vitest';
import {
  type MmsSlide,
  mmsContentOf,
  mmsEntity,
  mmsFromMime,
  mmsObject,
  mmsToMime,
  numberOfAddress,
  omsDefects,
  omsKindOfMime,
  readMms,
  readSms,
  smsFromMime,
  smsObject,
  smsToMime,
} from './index.ts';
import { hasPython, mailByPython, xmlByPython } from './python.fixture.ts';

const at = Date.UTC(2026, 10, 21, 17);
const ada = { name: 'Ada', number: '+14255550123' };
const bob = { number: '+4915112345678' };
const users = { from: ada, recipients: [bob, { name: 'Grüße', number: '*100#' }], at } as const;
const sms = () => smsObject({ origin: 'sent', text: 'Grüße,\r\n\r\nwhat time is it? 😀', ...users });
const slides: readonly MmsSlide[] = [
  {
    text: 'Eins, 日本',
    image: { name: 'a.jpg', mediaType: 'image/jpeg', content: Uint8Array.of(0xff, 0xd8, 0) },
    durationMs: 3000,
  },
  { sound: { name: 'zwei ü.amr', mediaType: 'audio/amr', content: new Uint8Array(6000).fill(7) } },
];
const others = [
  { name: 'Ada.vcf', mediaType: 'text/x-vcard', content: new TextEncoder().encode('BEGIN:VCARD\r\nEND:VCARD\r\n') },
];
const mms = () => mmsObject({ origin: 'sent', subject: 'Re: Fotos', slides, others, ...users });
const bytesOf = (text: string) => new TextEncoder().encode(text.replace(/\r?\n/g, '\r\n'));

/** `message` with all values in it. */
function inline(message: MessageObject, mime: Uint8Array): MessageObject {
  const resolve = resolverOf(mime);
  const attachments = message.attachments.map(({ properties, ...rest }) => ({
    ...rest,
    properties: new PropertyBag(
      [...properties].map((one): Property =>
        isExternal(one.value) ? { ...one, value: Uint8Array.from(resolve(one.value)) } : one,
      ),
    ),
  }));
  return { ...message, attachments };
}

function readBack(mime: Uint8Array) {
  return readMms(inline(mmsFromMime(parseMime(mime)), mime), resolverOf(mime));
}

describe('SMS object as mail', () => {
  it('is read again: text, users by number, time', () => {
    const again = smsFromMime(parseMime(smsToMime(sms())));
    expect(readSms(again)).toEqual({ ...readSms(sms()), source: 4 });
    expect(omsDefects(again)).toEqual([]);
  });
  it.skipIf(!hasPython)('is one plain text to Python, without a defect', () => {
    const { parts, headers, defects } = mailByPython(smsToMime(sms(), { numberDomain: 'sms.example.org' }));
    expect(defects).toEqual([]);
    expect(parts.map(({ type }) => type)).toEqual(['text/plain']);
    expect(Buffer.from(parts[0]!.content!, 'base64').toString().trimEnd()).toBe(sms().properties.get(PidTagBody));
    expect(headers).toMatchObject({
      'Content-Class': 'MS-OMS-SMS',
      From: 'Ada <+14255550123@sms.example.org>',
      To: expect.stringContaining('+4915112345678@sms.example.org') as string,
      Date: 'Sat, 21 Nov 2026 17:00:00 +0000',
    });
  });
  it('has numbers at a domain of numbers, there and back', () => {
    const mime = smsToMime(sms(), { numberDomain: 'sms.example.org' });
    expect(readSms(smsFromMime(parseMime(mime), { numberDomains: ['SMS.example.org'] }))).toMatchObject({
      from: ada,
      recipients: users.recipients,
    });
    expect(readSms(smsFromMime(parseMime(mime))).recipients).toEqual([]);
  });
  it('keeps account, schedule and model in a TNEF message', () => {
    const message = smsObject({
      origin: 'submitted',
      text: 'x',
      accountGuid: '01234567-0123-0123-0123-0123456789ab',
      scheduledFor: at,
      source: 3,
      mobileModel: 'M',
    });
    const again = smsFromMime(parseMime(toMime(message, { tnef: 'always' })));
    expect(readSms(again)).toMatchObject({
      accountGuid: again.properties.get(PidNameOMSAccountGuid)!,
      scheduledFor: at,
      source: 3,
      mobileModel: 'M',
    });
  });
  it('comes of any mail: HTML as text, whatever the subject', () => {
    const mime = bytesOf(
      'From: "Ada" <ada@example.org>\nTo: +1425@sms.example.org\nSubject: Re: x\nContent-Type: text/html\n\n<p>See <b>you</b></p>\n',
    );
    const message = smsFromMime(parseMime(mime), { numberDomains: ['sms.example.org'], source: 0 });
    expect(readSms(message)).toMatchObject({
      text: 'See you',
      subject: 'See you',
      from: undefined,
      recipients: [{ number: '+1425' }],
      source: 0,
    });
    expect(message.properties.get(PidTagSenderEmailAddress)).toBe('ada@example.org');
    expect(omsDefects(message)).toEqual([]);
  });
  it('leaves a text of megabytes in the mail', () => {
    const mime = bytesOf(`Content-Type: text/plain\n\n${'word '.repeat(100_000)}`);
    const message = smsFromMime(parseMime(mime));
    expect(message.properties.get(PidTagBody)).toMatchObject({ in: 'mime' });
    expect([readSms(message, resolverOf(mime)).text.length, omsDefects(message)]).toEqual([500_000, []]);
  });
  it.each([
    ['+14255550123/TYPE=PLMN@mms.example.org', '+14255550123'],
    ['"+14255550123/type=plmn"@mms.example.org', '+14255550123'],
    ['+14255550123/TYPE=PLMN', '+14255550123'],
    ['+1425@sms.example.org', '+1425'],
    ['ada@sms.example.org', undefined],
    ['+1425@example.org', undefined],
  ])('takes %s for the number %s', (address, number) => {
    expect(numberOfAddress(address, ['sms.example.org'])).toBe(number);
  });
});

describe('MMS object as gateways take it', () => {
  it('is read again, slide by slide', () => {
    const mime = mmsToMime(mms());
    const again = mmsFromMime(parseMime(mime));
    expect(readBack(mime)).toEqual({ ...readMms(mms()), source: 4 });
    expect(omsDefects(again)).toEqual([]);
  });
  it.skipIf(!hasPython)('is a multipart/related to Python, whose presentation refers to its parts', () => {
    const { parts, headers, defects } = mailByPython(mmsToMime(mms()));
    const [root, smil, text, image, sound, contact] = parts;
    expect(defects).toEqual([]);
    expect(headers).toMatchObject({ Subject: 'Re: Fotos', 'Content-Class': 'MS-OMS-MMS', 'MIME-Version': '1.0' });
    expect(root).toMatchObject({
      type: 'multipart/related',
      parameters: { type: 'application/smil', start: smil!.contentId },
    });
    expect(parts.map(({ type, fileName, location, disposition }) => [type, fileName, location, disposition])).toEqual([
      ['multipart/related', null, null, null],
      ['application/smil', 'MMS.smil', 'MMS.smil', 'inline'],
      ['text/plain', '1.txt', '1.txt', 'inline'],
      ['image/jpeg', 'a.jpg', 'a.jpg', 'inline'],
      ['audio/amr', 'zwei ü.amr', null, 'inline'],
      ['text/x-vcard', 'Ada.vcf', 'Ada.vcf', 'attachment'],
    ]);
    expect(Buffer.from(text!.content!, 'base64').toString(text!.parameters['charset'] as 'utf8')).toBe('Eins, 日本');
    expect(contact!.contentId).toMatch(/^<Att/);
    const body = xmlByPython(Buffer.from(smil!.content!, 'base64').toString()).children[1]!;
    const sources = body.children.flatMap(({ children }) => children.map(({ attributes }) => attributes['src']));
    expect(sources).toEqual([image, text, sound].map((part) => `cid:${part!.contentId!.slice(1, -1)}`));
  });
  it('is written with the presentation that its parts need, whatever it had', () => {
    const message = mms();
    message.attachments[0]!.properties.set(PidTagAttachDataBinary, bytesOf('<smil><body><img src="nowhere"/>'));
    expect(readBack(mmsToMime(message)).slides).toMatchObject([{ text: 'Eins, 日本', image: slides[0]!.image }]);
  });
  it('keeps its Content-IDs', () => {
    const suffix = '0123456789ABCDEF.0123456789ABCDEF';
    const mime = mmsToMime(mmsObject({ origin: 'sent', slides, contentIdSuffix: suffix }));
    expect(Buffer.from(mime).toString()).toContain(`Content-ID: <MMS.smil@${suffix}>`);
  });
  it('needs a way to read what lies outside', () => {
    const image = { mediaType: 'image/png', content: { in: 'blob', sha256: 'ab', size: 1 } } as const;
    const message = mmsObject({ origin: 'sent', slides: [{ image }] });
    expect(() => mmsToMime(message)).toThrow(expect.objectContaining({ code: 'value-not-here' }));
    expect(readBack(mmsToMime(message, { resolve: () => Uint8Array.of(9) })).slides[0]!.image!.content).toEqual(
      Uint8Array.of(9),
    );
  });
});

describe('slides by themselves, for a gateway with an envelope of its own', () => {
  it('are an entity without a header of mail, and the same again', () => {
    const entity = mmsEntity({ slides, others });
    expect(Buffer.from(entity).toString('latin1')).toMatch(
      /^Content-Type: multipart\/related; type="?application\/smil/,
    );
    const { slides: again, others: rest } = mmsContentOf(parseMime(entity));
    expect(again.map(({ text, durationMs }) => [text, durationMs])).toEqual([
      ['Eins, 日本', 3000],
      [undefined, undefined],
    ]);
    expect(rest).toMatchObject(others);
  });
  it('are slices of their source where they are large', () => {
    const source = mmsEntity({ slides });
    const sound = mmsContentOf(parseMime(source)).slides[1]!.sound!.content;
    expect(isExternal(sound) && resolverOf(source)(sound)).toEqual(slides[1]!.sound!.content);
  });
});

describe('MMS object as mail for readers of mail', () => {
  it('is read again, slide by slide', () => {
    const { slides: again, others: rest, subject } = readBack(toMime(mms()));
    expect([again, subject]).toEqual([slides, 'Re: Fotos']);
    expect(rest.map(({ name }) => name)).toEqual(['Ada.vcf']);
  });
});

describe('messages of phones and gateways', () => {
  const phone = (smil: string, rest = '') =>
    bytesOf(`From: +14255550123/TYPE=PLMN@mms.example.org
To: +4915112345678/TYPE=PLMN@mms.example.org
Subject: Foto
MIME-Version: 1.0
Content-Type: multipart/related; type="application/smil"; start="<0.smil>"; boundary=b

--b
Content-Type: application/smil
Content-ID: <0.smil>

${smil}
--b
Content-Type: text/plain; charset=utf-8; name=text_0.txt
Content-Location: text_0.txt

Guten Tag
--b
Content-Type: image/jpeg; name=bild.jpg
Content-ID: <bild>
Content-Transfer-Encoding: base64

/9j/4A==
${rest}--b--
`);
  const usual =
    '<smil><head/><body><par dur="5000ms"><img src="bild.jpg" region="Image"/><text src="text_0.txt" region="Text"/></par></body></smil>';
  const image = { name: 'bild.jpg', mediaType: 'image/jpeg', content: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0) };

  it('are known by their type or their content class', () => {
    const kinds = [phone(usual), mmsToMime(mms()), smsToMime(sms()), bytesOf('Subject: x\n\nx')].map((mime) =>
      omsKindOfMime(parseMime(mime)),
    );
    expect(kinds).toEqual(['mms', 'mms', 'sms', undefined]);
    const renamed = Buffer.from(phone(usual)).toString().replaceAll('application/smil', 'application/smil+xml');
    expect(omsKindOfMime(parseMime(bytesOf(renamed)))).toBe('mms');
    expect(readBack(bytesOf(renamed)).slides).toMatchObject([{ text: 'Guten Tag', durationMs: 5000 }]);
  });
  it('are read by their presentation, users by number', () => {
    expect(readBack(phone(usual))).toMatchObject({
      from: { number: '+14255550123' },
      recipients: [{ number: '+4915112345678' }],
      subject: 'Foto',
      slides: [{ text: 'Guten Tag', image, durationMs: 5000 }],
      others: [],
    });
  });
  it('keep a text that the presentation does not show', () => {
    const mime = phone('<smil><body><par><img src="cid:bild"/></par></body></smil>');
    expect(readBack(mime).slides).toMatchObject([{ image }, { text: 'Guten Tag' }]);
  });
  it('are read in the order of their parts where the presentation cannot be read', () => {
    expect(readBack(phone('<!DOCTYPE smil [<!ENTITY a "b">]><smil/>')).slides).toMatchObject([
      { text: 'Guten Tag', image },
    ]);
  });
  it('keep messages within them', () => {
    const mime = phone(usual, '--b\nContent-Type: message/rfc822\n\nSubject: inner\n\nx\n');
    const message = mmsFromMime(parseMime(mime));
    expect(message.attachments.at(-1)!.properties.get(PidTagAttachMethod)).toBe(AttachMethod.afEmbeddedMessage);
    expect(message.attachments.map(({ properties }) => properties.get(PidTagAttachNumber))).toEqual([0, 1, 2, 3]);
  });
  it('have a subject that an object may have, however long theirs is', () => {
    const mime = bytesOf(`Subject: Re: ${'x'.repeat(600)}\nContent-Type: text/plain\n\nx`);
    const message = mmsFromMime(parseMime(mime));
    expect(omsDefects(message)).toEqual([]);
    expect(readMms(message).subject).toHaveLength(253);
  });
  it('may be any mail with a picture', () => {
    const mime = bytesOf(
      'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: image/png; name=x.png\n\npng\n--b--\n',
    );
    expect(readBack(mime).slides).toMatchObject([{ text: 'hello', image: { name: 'x.png' } }]);
  });
  it('keep the class that they have out of TNEF', () => {
    const message = smsObject({ origin: 'sent', text: 'x', classSuffix: 'Alert' });
    const again = smsFromMime(parseMime(toMime(message, { tnef: 'always' })));
    expect(again.properties.get(PidTagMessageClass)).toBe('IPM.Note.Mobile.SMS.Alert');
    expect(toMessageObject(parseMime(smsToMime(message))).properties.get(PidTagMessageClass)).toBe('IPM.Note');
  });
});
