import { utf8Text } from '@postbus/bytes';
import {
  type MessageObject,
  PropertyBag,
  type PropertyDefinition,
  type PropertyValue,
  PidTagAttachContentId,
  PidTagAttachDataBinary,
  PidTagHtml,
  PidTagSubjectPrefix,
  definitionByName,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { isMms, isSms, mmsObject, omsDefects, readMms, readSms, smsObject, textOfMms } from './index.ts';

type Row = readonly [property: string, id: number | string, value: PropertyValue];

const account = '{01234567-0123-0123-0123-0123456789AB}';
const publicStrings = '00020329-0000-0000-c000-000000000046';
const suffix = 'AB1B43B2B0594564.B94EF7ABB12B49BA';
const photo = { name: 'photo.jpg', mediaType: 'image/jpeg', content: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9) };

/** The table of 4.1, its named properties under their names: the ids there are of one server. */
const smsRows: readonly Row[] = [
  ['PidNameOMSAccountGuid', 'OMSAccountGuid', account],
  ['PidNameOMSMobileModel', 'OMSMobileModel', ''],
  ['PidNameOMSServiceType', 'OMSServiceType', 0x1],
  ['PidNameOMSSourceType', 'OMSSourceType', 0x0],
  ['PidTagBody', 0x1000, 'What time is the meeting?'],
  ['PidTagInternetCodepage', 0x3fde, 0xfde9],
  ['PidTagMessageClass', 0x001a, 'IPM.Note.Mobile.SMS'],
  ['PidTagNormalizedSubject', 0x0e1d, 'What time is the meeting?'],
  ['PidTagSubjectPrefix', 0x003d, ''],
];

const html = `<HTML>
<BODY>
<IMG SRC="cid:Att1.jpg@${suffix}" border="0">
<BR>
This is the photo you asked for.
<BR>
<A HREF="cid:Att0.txt@${suffix}"></A>
</BODY>
</HTML>
`;

/** The first table of 4.2. */
const mmsRows: readonly Row[] = [
  ['PidNameOMSAccountGuid', 'OMSAccountGuid', account],
  ['PidNameOMSMobileModel', 'OMSMobileModel', ''],
  ['PidNameOMSServiceType', 'OMSServiceType', 0x4],
  ['PidNameOMSSourceType', 'OMSSourceType', 0x0],
  ['PidTagInternetCodepage', 0x3fde, 0xfde9],
  ['PidTagIconIndex', 0x1080, 0xffffffff | 0],
  ['PidTagMessageClass', 0x001a, 'IPM.Note.Mobile.MMS'],
  ['PidTagMessageFlags', 0x0e07, 0x18],
  ['PidTagNormalizedSubject', 0x0e1d, "Here's the photo."],
  ['PidTagSubjectPrefix', 0x003d, ''],
];

/** The tables of its attachments, in the order in which they are created. */
const attachmentRows: readonly (readonly Row[])[] = [
  ['MMS.smil', 'application/smil', 'MMS.smil'],
  ['Att0.txt', 'text/plain', '1.txt'],
  ['Att1.jpg', 'image/jpeg', 'photo.jpg'],
].map(([id, mimeTag, name]) => [
  ['PidTagAttachmentHidden', 0x7ffe, true],
  ['PidTagAttachMethod', 0x3705, 1],
  ['PidTagAttachContentId', 0x3712, `${id}@${suffix}`],
  ['PidTagAttachMimeTag', 0x370e, mimeTag!],
  ['PidTagAttachLongFilename', 0x3707, name!],
]);

function definition([name, id]: Row): PropertyDefinition {
  const found = definitionByName(name)!;
  expect(found.key).toEqual(typeof id === 'number' ? id : { guid: publicStrings, name: id });
  return found;
}

function bagOf(rows: readonly Row[]): PropertyBag {
  const bag = new PropertyBag();
  for (const row of rows) bag.set(definition(row), row[2]);
  return bag;
}

function has(bag: PropertyBag, rows: readonly Row[]): void {
  for (const row of rows) expect([row[0], bag.get(definition(row))]).toEqual([row[0], row[2]]);
}

const writtenSms = () =>
  smsObject({ origin: 'draft', text: 'What time is the meeting?', accountGuid: account, mobileModel: '' });
const writtenMms = () =>
  mmsObject({
    origin: 'draft',
    subject: "Here's the photo.",
    slides: [{ text: 'This is the photo you asked for.', image: photo }],
    accountGuid: account,
    mobileModel: '',
    contentIdSuffix: suffix,
  });

/** As the tables have it, with the parts' contents, which they do not print. */
function printedMms(): MessageObject {
  const written = writtenMms();
  const attachments = attachmentRows.map((rows, index) => {
    const content = written.attachments[index]!.properties.get(PidTagAttachDataBinary)!;
    return { properties: bagOf(rows).set(PidTagAttachDataBinary, content) };
  });
  return { properties: bagOf(mmsRows).set(PidTagHtml, new TextEncoder().encode(html)), recipients: [], attachments };
}

describe('the SMS object of [MS-OXOSMMS] 4.1', () => {
  it('is written property by property', () => {
    const message = writtenSms();
    has(message.properties, smsRows);
    expect([message.recipients, message.attachments]).toEqual([[], []]);
  });
  it('is read as printed', () => {
    const message = { properties: bagOf(smsRows), recipients: [], attachments: [] };
    expect([isSms(message), isMms(message)]).toEqual([true, false]);
    expect(readSms(message)).toEqual({
      text: 'What time is the meeting?',
      subject: 'What time is the meeting?',
      from: undefined,
      recipients: [],
      accountGuid: account,
      scheduledFor: undefined,
      serviceType: 1,
      source: 0,
      mobileModel: '',
    });
  });
  it('lacks a content class and an icon as printed, and has both as written', () => {
    expect(omsDefects({ properties: bagOf(smsRows), recipients: [], attachments: [] })).toEqual([
      { property: 'PidNameContentClass', fault: 'missing' },
      { property: 'PidTagIconIndex', fault: 'missing' },
    ]);
    expect(omsDefects(writtenSms())).toEqual([]);
  });
});

describe('the MMS object of [MS-OXOSMMS] 4.2', () => {
  it('is written property by property', () => has(writtenMms().properties, mmsRows));
  it('has the HTML that is printed', () => {
    const bytes = writtenMms().properties.get(PidTagHtml) as Uint8Array;
    expect(utf8Text(bytes).replaceAll('\r\n', '\n')).toBe(html);
  });
  it('has the three hidden attachments, property by property', () => {
    const { attachments } = writtenMms();
    expect(attachments).toHaveLength(3);
    attachments.forEach(({ properties }, index) => has(properties, attachmentRows[index]!));
  });
  it('has a presentation of the picture and the text, each by its Content-ID', () => {
    const [smil, text, image] = writtenMms().attachments.map(({ properties }) => properties);
    const presentation = utf8Text(smil!.get(PidTagAttachDataBinary) as Uint8Array);
    expect(presentation).toContain(`<img src="cid:${image!.get(PidTagAttachContentId)}"`);
    expect(presentation).toContain(`<text src="cid:${text!.get(PidTagAttachContentId)}"`);
    expect(utf8Text(text!.get(PidTagAttachDataBinary) as Uint8Array)).toBe('This is the photo you asked for.');
    expect(image!.get(PidTagAttachDataBinary)).toEqual(photo.content);
  });
  it('is read as printed', () => {
    const message = printedMms();
    expect([isSms(message), isMms(message), textOfMms(message)]).toEqual([
      false,
      true,
      'This is the photo you asked for.',
    ]);
    expect(readMms(message)).toMatchObject({
      subject: "Here's the photo.",
      slides: [{ text: 'This is the photo you asked for.', image: photo, durationMs: 5000 }],
      others: [],
      serviceType: 4,
      accountGuid: account,
    });
  });
  it('lacks a content class as printed, and has one as written', () => {
    expect(omsDefects(printedMms())).toEqual([{ property: 'PidNameContentClass', fault: 'missing' }]);
    expect(omsDefects(writtenMms())).toEqual([]);
  });
  it('has its text read in UTF-16 too, which Windows calls Unicode', () => {
    const message = printedMms();
    const utf16 = Buffer.from('Grüße 日本', 'utf16le');
    for (const content of [utf16, Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), Buffer.from('Grüße 日本')]) {
      message.attachments[1]!.properties.set(PidTagAttachDataBinary, new Uint8Array(content));
      expect(textOfMms(message)).toBe('Grüße 日本');
    }
  });
  it('takes no prefix for a part of the subject', () => {
    const { properties } = mmsObject({ origin: 'sent', subject: 'Re: photo', slides: [] });
    expect(properties.get(PidTagSubjectPrefix)).toBe('Re: ');
  });
});
