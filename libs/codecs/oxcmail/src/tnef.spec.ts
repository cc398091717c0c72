import {
  AttachMethod,
  type AttachmentObject,
  PidLidFlagRequest,
  PidTagAssociated,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachNumber,
  PidTagAttachSize,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagChangeKey,
  PidTagClientSubmitTime,
  PidTagContentFilterSpamConfidenceLevel,
  PidTagConversationId,
  PidTagConversationIndex,
  PidTagDisplayName,
  PidTagEmailAddress,
  PidTagHasAttachments,
  PidTagHtml,
  PidTagImportance,
  PidTagInternetCodepage,
  PidTagMessageClass,
  PidTagMessageFlags,
  PidTagMessageLocaleId,
  PidTagNativeBody,
  PidTagNormalizedSubject,
  PidTagReplyTime,
  PidTagRtfCompressed,
  PidTagSenderName,
  PidTagSensitivity,
  PidTagSourceKey,
  PidTagSubject,
  PidTagSubjectPrefix,
  PidTagTnefCorrelationKey,
  PropertyBag,
  PropertyType,
  epochMsOf,
  fileTimeOf,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { writeTnef } from '@postbus/oxtnef';
import { compressRtf } from '@postbus/rtf';
import { describe, expect, it } from 'vitest';
import { type ToMessageOptions, summarize, toMessageObject } from './index.ts';

const key = (text: string) => new Uint8Array(Buffer.from(`${text}\0`));
const file = (name: string, content: string): AttachmentObject => ({
  properties: new PropertyBag()
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachLongFilename, name)
    .set(PidTagAttachDataBinary, new Uint8Array(Buffer.from(content))),
});
const winmail = (set: (bag: PropertyBag) => PropertyBag, attachments: AttachmentObject[] = []) =>
  Buffer.from(
    writeTnef({
      properties: set(new PropertyBag().set(PidTagMessageClass, 'IPM.Note.Custom')),
      recipients: [],
      attachments,
    }),
  );
const part = (tnef: Buffer, type = 'application/ms-tnef; name=winmail.dat') =>
  `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${tnef.toString('base64')}\r\n`;
/** A message as Outlook sends it: a text, files, and winmail.dat. */
const legacy = (fields: string, ...parts: string[]) =>
  `${fields}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain text\r\n` +
  parts.map((one) => `--b\r\n${one}`).join('') +
  '--b--\r\n';
const convert = (text: string, options?: ToMessageOptions) =>
  toMessageObject(parseMime(new Uint8Array(Buffer.from(text, 'latin1'))), options);
const names = (attachments: readonly AttachmentObject[]) =>
  attachments.map(({ properties }) => properties.get(PidTagAttachLongFilename));

describe('a message with TNEF, [MS-OXCMAIL] 2.2.3', () => {
  const correlator = 'X-MS-TNEF-Correlator: <1@x>\r\n';
  const html = new Uint8Array(Buffer.from('<p>rich'));
  const rich = winmail(
    (bag) =>
      bag
        .set(PidTagTnefCorrelationKey, key('<1@x>'))
        .set(PidTagHtml, html)
        .set(PidTagInternetCodepage, 65001)
        .set(PidLidFlagRequest, 'Call'),
    [file('one.txt', 'first'), file('two.txt', 'second')],
  );
  it('is opened where its key is that of the message, and is no attachment', () => {
    const { properties, attachments } = convert(legacy(correlator, part(rich)));
    expect(properties.get(PidTagMessageClass)).toBe('IPM.Note.Custom');
    expect(properties.get(PidLidFlagRequest)).toBe('Call');
    expect(names(attachments)).toEqual(['one.txt', 'two.txt']);
    const [first] = attachments;
    expect(Buffer.from(first!.properties.get(PidTagAttachDataBinary) as Uint8Array).toString()).toBe('first');
    expect([
      first!.properties.get(PidTagAttachNumber),
      first!.properties.get(PidTagAttachSize),
      first!.properties.get(PidTagAttachmentHidden),
      first!.properties.get(PidTagDisplayName),
    ]).toEqual([0, 5, false, 'one.txt']);
    expect([properties.get(PidTagHasAttachments), properties.get(PidTagMessageFlags)]).toEqual([true, 0x12]);
  });
  it('has the formatted body of the TNEF, and the text of the message where that has none', () => {
    const { properties } = convert(legacy(correlator, part(rich)));
    expect(Buffer.from(properties.get(PidTagHtml) as Uint8Array).toString()).toBe('<p>rich');
    expect([properties.get(PidTagBody), properties.get(PidTagNativeBody)]).toEqual(['plain text', 3]);
    const withRtf = winmail((bag) => bag.set(PidTagRtfCompressed, Uint8Array.of(1, 2, 3)));
    const rtf = convert(legacy('', part(withRtf))).properties;
    expect([rtf.get(PidTagNativeBody), rtf.get(PidTagBody)]).toEqual([2, 'plain text']);
  });
  it('has the HTML that its RTF was made of, [MS-OXRTFEX]', () => {
    const rtf = String.raw`{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}gr\u252?\'dfe{\*\htmltag72 </p>}}`;
    const withRtf = winmail((bag) => bag.set(PidTagRtfCompressed, compressRtf(new Uint8Array(Buffer.from(rtf)))));
    const { properties } = convert(legacy('', part(withRtf)));
    expect(Buffer.from(properties.get(PidTagHtml) as Uint8Array).toString()).toBe('<p>grüße</p>');
    expect([properties.get(PidTagNativeBody), properties.get(PidTagInternetCodepage)]).toEqual([2, 65001]);
  });
  it('has its RTF as HTML where that was made of none, but not of what is no RTF', () => {
    const html = (rtf: Uint8Array) =>
      convert(legacy('', part(winmail((bag) => bag.set(PidTagRtfCompressed, rtf))))).properties.get(PidTagHtml);
    const plain = compressRtf(new Uint8Array(Buffer.from(String.raw`{\rtf1\ansi {\b bold} text}`)));
    expect(Buffer.from(html(plain) as Uint8Array).toString()).toMatch(/<b>bold<\/b> text/);
    expect(html(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });
  it('may be nothing but TNEF', () => {
    const alone = winmail((bag) => bag.set(PidTagBody, 'all within').set(PidTagSubject, 'inner'), [file('a', 'x')]);
    const { properties, attachments } = convert(`Subject: outer\r\n${part(alone)}`);
    expect([properties.get(PidTagSubject), properties.get(PidTagBody)]).toEqual(['outer', 'all within']);
    expect(names(attachments)).toEqual(['a']);
  });
  it('keeps its other attachments before those of the TNEF', () => {
    const { attachments } = convert(legacy(correlator, part(rich), 'Content-Type: a/b; name=mime.bin\r\n\r\nx\r\n'));
    expect(names(attachments)).toEqual(['mime.bin', 'one.txt', 'two.txt']);
    expect(attachments.map(({ properties }) => properties.get(PidTagAttachNumber))).toEqual([0, 1, 2]);
  });
  it('tells of its files what they are, by name or else by content', () => {
    const files = [file('a.docx', 'x'), file('b', '%PDF-1.7'), file('c', 'x')];
    const { attachments } = convert(legacy('', part(winmail((bag) => bag, files))));
    expect(attachments.map(({ properties }) => properties.get(PidTagAttachMimeTag))).toEqual([
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/pdf',
      'application/octet-stream',
    ]);
  });
  it.each([
    ['the correlator is another', 'X-MS-TNEF-Correlator: <2@x>\r\n'],
    ['there is no correlator', ''],
  ])('stays a file where %s', (_, fields) => {
    const { properties, attachments } = convert(legacy(fields, part(rich)));
    expect(names(attachments)).toEqual(['winmail.dat']);
    expect(properties.get(PidTagMessageClass)).toBe('IPM.Note');
  });
  it('is opened where its key is the Message-ID, or where it has none', () => {
    expect(names(convert(legacy('Message-ID: <1@x>\r\n', part(rich))).attachments)).toEqual(['one.txt', 'two.txt']);
    const keyless = winmail((bag) => bag, [file('a', 'x')]);
    expect(names(convert(legacy('', part(keyless))).attachments)).toEqual(['a']);
  });
  it('is known by its name and signature too', () => {
    const octets = part(rich, 'application/octet-stream; name=WINMAIL.DAT');
    expect(names(convert(legacy(correlator, octets)).attachments)).toEqual(['one.txt', 'two.txt']);
    const no = 'Content-Type: application/octet-stream; name=winmail.dat\r\n\r\nno TNEF\r\n';
    expect(names(convert(legacy(correlator, no)).attachments)).toEqual(['winmail.dat']);
  });
  it('stays a file where it is longer than may be held', () => {
    expect(names(convert(legacy(correlator, part(rich)), { derivedLimit: 50 }).attachments)).toEqual(['winmail.dat']);
  });
});

describe('what the header of a message with TNEF tells', () => {
  const at = Date.UTC(2001, 0, 1);
  const tnef = winmail((bag) =>
    bag
      .set(PidTagSubject, 'inner')
      .set(PidTagImportance, 0)
      .set(PidTagSensitivity, 2)
      .set(PidTagReplyTime, fileTimeOf(at))
      .set(PidTagMessageLocaleId, 1031)
      .set(PidTagClientSubmitTime, fileTimeOf(at))
      .set(PidTagSenderName, 'Inner')
      .set(PidTagConversationIndex, new Uint8Array(22).fill(1)),
  );
  it('counts before the TNEF, [MS-OXCMAIL] 2.2.3.2.10, 2.2.3.2.11', () => {
    const fields =
      'Subject: outer\r\nImportance: high\r\nSensitivity: Personal\r\nReply-By: Mon, 10 Mar 2008 14:36:46 -0700\r\n' +
      'Content-Language: fr-FR\r\nDate: Mon, 10 Mar 2008 14:36:46 -0700\r\nFrom: Outer <o@x>\r\n' +
      'Thread-Index: Ac8QOnbaZAcwyWs4SnOS8TqHPH9OUg==\r\n';
    const bag = convert(legacy(fields, part(tnef))).properties;
    const outer = Date.UTC(2008, 2, 10, 21, 36, 46);
    expect([bag.get(PidTagSubject), bag.get(PidTagImportance), bag.get(PidTagSensitivity)]).toEqual(['outer', 2, 1]);
    expect([epochMsOf(bag.get(PidTagReplyTime)!), epochMsOf(bag.get(PidTagClientSubmitTime)!)]).toEqual([outer, outer]);
    expect([bag.get(PidTagMessageLocaleId), bag.get(PidTagSenderName)]).toEqual([1036, 'Outer']);
    expect(bag.get(PidTagConversationIndex)![1]).toBe(0xcf);
  });
  it('leaves to the TNEF what it does not tell', () => {
    const bag = convert(legacy('', part(tnef))).properties;
    expect([bag.get(PidTagSubject), bag.get(PidTagImportance), bag.get(PidTagSensitivity)]).toEqual(['inner', 0, 2]);
    expect([epochMsOf(bag.get(PidTagReplyTime)!), bag.get(PidTagMessageLocaleId)]).toEqual([at, 1031]);
    expect([bag.get(PidTagSenderName), bag.get(PidTagConversationIndex)![1]]).toEqual(['Inner', 1]);
  });
  it('has what follows from what the TNEF tells follow from it', () => {
    const index = new Uint8Array(22).fill(7);
    index[0] = 1;
    const replied = winmail((bag) => bag.set(PidTagSubject, 'Re: inner').set(PidTagConversationIndex, index));
    const bag = convert(legacy('', part(replied))).properties;
    expect([bag.get(PidTagSubjectPrefix), bag.get(PidTagNormalizedSubject)]).toEqual(['Re: ', 'inner']);
    expect(bag.get(PidTagConversationId)).toEqual(index.slice(6));
  });
  it('gives HTML without a code page the one that its bytes can be', () => {
    const told = (html: Buffer) =>
      convert(
        legacy('', part(winmail((bag) => bag.set(PidTagHtml, new Uint8Array(html))))).replace(
          'text/plain',
          'text/plain; charset=koi8-r',
        ),
      ).properties.get(PidTagInternetCodepage);
    expect(told(Buffer.from('<p>ü'))).toBe(65001);
    expect(told(Buffer.from('<meta charset=shift_jis>'))).toBe(932);
    expect(told(Buffer.from('<p>\xfc', 'latin1'))).toBe(1252);
  });
  it('gives the recipients of the TNEF where it names none', () => {
    const row = new PropertyBag().set(PidTagDisplayName, 'Bob').set(PidTagEmailAddress, 'bob@x');
    const withRow = Buffer.from(writeTnef({ properties: new PropertyBag(), recipients: [row], attachments: [] }));
    const count = (fields: string) =>
      convert(legacy(fields, part(withRow))).recipients.map((one) => one.get(PidTagEmailAddress));
    expect(count('')).toEqual(['bob@x']);
    expect(count('To: anna@x\r\n')).toEqual(['anna@x']);
  });
});

describe('TNEF that lies', () => {
  it('cannot say what the message is in this store, or what this server found of it', () => {
    const forged = winmail((bag) =>
      bag
        .set(PidTagSourceKey, Uint8Array.of(1))
        .set(PidTagChangeKey, Uint8Array.of(2))
        .set(PidTagMessageFlags, 0xff)
        .set(PidTagContentFilterSpamConfidenceLevel, -1)
        .set(PidTagAssociated, true),
    );
    const { properties } = convert(legacy('', part(forged)));
    const kept = [PidTagSourceKey, PidTagChangeKey, PidTagContentFilterSpamConfidenceLevel, PidTagAssociated];
    expect(kept.filter((definition) => properties.has(definition))).toEqual([]);
    expect(properties.get(PidTagMessageFlags)).toBe(2);
  });
  it('gives no property a type that is not its own', () => {
    const bag = new PropertyBag();
    bag.put({ key: PidTagSubject.key as number, type: PropertyType.PtypInteger32, value: 7 });
    bag.put({ key: PidTagTnefCorrelationKey.key as number, type: PropertyType.PtypInteger32, value: 7 });
    const message = convert(legacy('', part(winmail((own) => new PropertyBag([...own, ...bag])))));
    expect(message.properties.get(PidTagSubject)).toBe('');
    expect(summarize(message).subject).toBe('');
  });
  it('holds 8-bit text as text', () => {
    const bag = new PropertyBag();
    bag.put({ key: PidTagSubject.key as number, type: PropertyType.PtypString8, value: 'grüße' });
    const { properties } = convert(legacy('', part(winmail((own) => new PropertyBag([...own, ...bag])))));
    expect(properties.find(PidTagSubject.key)).toMatchObject({ type: PropertyType.PtypString, value: 'grüße' });
  });
  it('holds HTML as bytes where it came as text, [MS-OXCMSG] 2.2.1.58.3', () => {
    const bag = new PropertyBag();
    bag.put({ key: PidTagHtml.key as number, type: PropertyType.PtypString, value: '<p>ü' });
    const { properties } = convert(legacy('', part(winmail((own) => new PropertyBag([...own, ...bag])))));
    expect(Buffer.from(properties.get(PidTagHtml) as Uint8Array).toString()).toBe('<p>ü');
    expect(properties.get(PidTagInternetCodepage)).toBe(65001);
  });
  it('is a file where it is cut short at once', () => {
    const { attachments } = convert(legacy('', part(Buffer.from('789f3e22', 'hex'))));
    expect(names(attachments)).toEqual(['winmail.dat']);
  });
});
