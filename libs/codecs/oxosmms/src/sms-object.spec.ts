import { isDeepStrictEqual } from 'node:util';
import {
  type MessageObject,
  PidNameContentClass,
  PidNameOMSAccountGuid,
  PidNameOMSMobileModel,
  PidNameOMSScheduleTime,
  PidNameOMSServiceType,
  PidNameOMSSourceType,
  PidTagAddressType,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagDisplayTo,
  PidTagEmailAddress,
  PidTagEntryId,
  PidTagHtml,
  PidTagIconIndex,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PidTagNormalizedSubject,
  PidTagSearchKey,
  PidTagSentRepresentingEmailAddress,
  PidTagSubject,
  PidTagSubjectPrefix,
  PropertyBag,
  PropertyType,
  definitionByName,
  fileTimeOf,
  readOneOffEntryId,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import {
  OmsSourceType,
  OxosmmsError,
  accountGuidText,
  folderOf,
  isMms,
  isSms,
  mmsObject,
  mobileText,
  omsDefects,
  omsMessageClass,
  readMobileText,
  readSms,
  smsObject,
  smsSubject,
} from './index.ts';

const ada = { name: 'Ada', number: '+14255550123' };
const at = Date.UTC(2026, 10, 21, 17);

function ofClass(messageClass: string): MessageObject {
  return { properties: new PropertyBag().set(PidTagMessageClass, messageClass), recipients: [], attachments: [] };
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof OxosmmsError) return `${error.code} ${error.place}`;
    throw error;
  }
  return 'no error';
}

describe('message class, [MS-OXOSMMS] 2.2.2.2', () => {
  it.each([
    ['IPM.Note.Mobile.SMS', 'sms'],
    ['ipm.note.mobile.sms', 'sms'],
    ['IPM.Note.Mobile.SMS.Alert', 'sms'],
    ['IPM.Note.Mobile.SMSAlert', 'sms'],
    ['IPM.Note.Mobile.MMS', 'mms'],
    ['IPM.Note.Mobile.MMS.X', 'mms'],
    ['IPM.Note.Mobile', 'none'],
    ['IPM.Note', 'none'],
  ])('%s is of %s', (messageClass, kind) => {
    const message = ofClass(messageClass);
    expect([isSms(message), isMms(message)]).toEqual([kind === 'sms', kind === 'mms']);
  });
  it('takes a suffix', () => {
    const options = { origin: 'received', classSuffix: 'Alert.Low' } as const;
    expect(smsObject({ ...options, text: '' }).properties.get(PidTagMessageClass)).toBe(
      'IPM.Note.Mobile.SMS.Alert.Low',
    );
    expect(mmsObject({ ...options, slides: [] }).properties.get(PidTagMessageClass)).toBe(
      'IPM.Note.Mobile.MMS.Alert.Low',
    );
  });
  it('refuses a suffix that makes no class', () => {
    for (const suffix of ['', '.', 'a.', 'é', 'a\n', 'x'.repeat(255)])
      expect(codeOf(() => omsMessageClass('sms', suffix))).toBe('not-a-message-class classSuffix');
  });
});

describe('properties of text messages, [MS-OXOSMMS] 2.2.1', () => {
  it.each([
    ['PidNameOMSAccountGuid', PropertyType.PtypString],
    ['PidNameOMSScheduleTime', PropertyType.PtypTime],
    ['PidNameOMSServiceType', PropertyType.PtypInteger32],
    ['PidNameOMSSourceType', PropertyType.PtypInteger32],
    ['PidNameContentClass', PropertyType.PtypString],
    ['PidNameOMSMobileModel', PropertyType.PtypString],
    ['PidTagIconIndex', PropertyType.PtypInteger32],
    ['PidTagMessageClass', PropertyType.PtypString],
    ['PidTagNormalizedSubject', PropertyType.PtypString],
  ] as const)('writes %s of its type', (name, type) => {
    const definition = definitionByName(name)!;
    const message = smsObject({
      origin: 'submitted',
      text: 'x',
      accountGuid: 'c200e360-38c5-11ce-ae62-08002b2b79ef',
      scheduledFor: at,
      mobileModel: 'M',
    });
    const written = [...message.properties].filter(({ key }) => isDeepStrictEqual(key, definition.key));
    expect(written.map((one) => one.type)).toEqual([type]);
  });
  it('writes the account as a GUID in braces', () => {
    expect(accountGuidText('c200e360-38c5-11ce-ae62-08002b2b79ef')).toBe('{C200E360-38C5-11CE-AE62-08002B2B79EF}');
    for (const wrong of [
      '',
      '{}',
      'c200e360',
      '{c200e360-38c5-11ce-ae62-08002b2b79ef',
      '{c200e360-38c5-11ce-ae62-08002b2b79ef}x',
    ])
      expect(codeOf(() => accountGuidText(wrong))).toBe('not-an-account-guid PidNameOMSAccountGuid');
  });
  it('writes the schedule in UTC', () => {
    const message = smsObject({ origin: 'submitted', text: 'x', scheduledFor: at });
    expect(message.properties.get(PidNameOMSScheduleTime)).toBe(fileTimeOf(at));
    expect(readSms(message).scheduledFor).toBe(at);
  });
  it('writes service, content class and icon of each kind', () => {
    const of = ({ properties }: MessageObject) =>
      [PidNameOMSServiceType, PidNameContentClass, PidTagIconIndex].map((one) => properties.get<number | string>(one));
    expect(of(smsObject({ origin: 'sent', text: '' }))).toEqual([1, 'MS-OMS-SMS', 0xffffffff | 0]);
    expect(of(mmsObject({ origin: 'sent', slides: [] }))).toEqual([4, 'MS-OMS-MMS', 0xffffffff | 0]);
  });
  it.each(Object.entries(OmsSourceType))('writes and reads the source %s', (_name, source) => {
    const message = smsObject({ origin: 'submitted', text: 'x', source });
    expect([message.properties.get(PidNameOMSSourceType), readSms(message).source]).toEqual([source, source]);
  });
  it('has the source of its origin where none is told', () => {
    const sources = (['draft', 'submitted', 'sent', 'received'] as const).map(
      (origin) => readSms(smsObject({ origin, text: 'x' })).source,
    );
    expect(sources).toEqual([0, 0, 0, 4]);
  });
  it('writes the model of the phone', () => {
    const message = smsObject({ origin: 'sent', text: 'x', mobileModel: 'Nokia 3310' });
    expect([message.properties.get(PidNameOMSMobileModel), readSms(message).mobileModel]).toEqual([
      'Nokia 3310',
      'Nokia 3310',
    ]);
  });
  it('tells what another program wrote against section 2, and reads it all the same', () => {
    const message = smsObject({ origin: 'sent', text: 'x' });
    message.properties
      .set(PidNameOMSServiceType, 7)
      .set(PidNameOMSSourceType, 9)
      .set(PidNameContentClass, 'sms')
      .set(PidTagIconIndex, 0x100)
      .put({ key: PidNameOMSMobileModel.key, type: PropertyType.PtypInteger32, value: 5 });
    message.properties.delete(PidTagBody);
    expect(omsDefects(message)).toEqual([
      { property: 'PidNameOMSServiceType', fault: 'wrong' },
      { property: 'PidNameOMSSourceType', fault: 'wrong' },
      { property: 'PidNameContentClass', fault: 'wrong' },
      { property: 'PidNameOMSMobileModel', fault: 'wrong' },
      { property: 'PidTagIconIndex', fault: 'wrong' },
      { property: 'PidTagBody', fault: 'missing' },
    ]);
    expect(readSms(message)).toMatchObject({ serviceType: 1, source: 4, mobileModel: undefined, text: '' });
    expect(omsDefects(ofClass('IPM.Note'))).toEqual([{ property: 'PidTagMessageClass', fault: 'wrong' }]);
  });
  it('reads an account whose digits are small letters', () => {
    const message = smsObject({ origin: 'sent', text: 'x' });
    message.properties.set(PidNameOMSAccountGuid, '{c200e360-38c5-11ce-ae62-08002b2b79ef}');
    expect(readSms(message).accountGuid).toBe('{c200e360-38c5-11ce-ae62-08002b2b79ef}');
    expect(omsDefects(message)).toEqual([]);
  });
  it('takes an icon of either sign for the same 32 bits', () => {
    const message = smsObject({ origin: 'sent', text: 'x' });
    message.properties.set(PidTagIconIndex, 0xffffffff);
    expect(omsDefects(message)).toEqual([]);
  });
});

describe('body of an SMS object, [MS-OXOSMMS] 2.2.2.3', () => {
  it('is plain text alone', () => {
    const { properties } = smsObject({ origin: 'sent', text: '<b>1 < 2</b>\r\n' });
    expect([properties.get(PidTagBody), properties.has(PidTagHtml)]).toEqual(['<b>1 < 2</b>\r\n', false]);
  });
  it('is read where a program set HTML beside it, or HTML alone', () => {
    const message = smsObject({ origin: 'sent', text: 'text' });
    message.properties.set(PidTagHtml, new TextEncoder().encode('<p>html</p>'));
    expect(readSms(message).text).toBe('text');
    message.properties.delete(PidTagBody);
    expect(readSms(message).text.trim()).toBe('html');
  });
  it('says where a text lies outside and nothing can read it', () => {
    const message = smsObject({ origin: 'sent', text: '' });
    message.properties.set(PidTagBody, { in: 'blob', sha256: 'ab', size: 2 });
    expect(codeOf(() => readSms(message))).toBe('value-not-here blob');
    expect(readSms(message, () => new TextEncoder().encode('hi')).text).toBe('hi');
  });
});

describe('subject of an SMS object, [MS-OXOSMMS] 2.2.2.4', () => {
  it('is the text where it is short, on one line', () => {
    expect(smsSubject('  What\r\n time\tis it?\0 ')).toBe('What time is it?');
  });
  it('is cut at the end of a word, and says so', () => {
    const subject = smsSubject('word '.repeat(100));
    expect(subject).toBe(`${'word '.repeat(15).trimEnd()}…`);
    expect(Array.from(smsSubject('x'.repeat(10_000)))).toHaveLength(80);
  });
  it('splits no character', () => {
    expect(smsSubject('😀'.repeat(1000))).toBe(`${'😀'.repeat(79)}…`);
    const family = '👨‍👩‍👧‍👦';
    expect(smsSubject(family.repeat(100))).toBe(`${family.repeat(11)}…`);
    expect(smsSubject(`${'x'.repeat(78)}e\u0301y`)).toBe(`${'x'.repeat(78)}…`);
    expect(smsSubject(`x${' '.repeat(318)}😀y`)).toBe('x…');
    expect(smsSubject(`x${'\u0301'.repeat(400)}`)).toHaveLength(80);
  });
  it('has no prefix, though the text begin like one', () => {
    const { properties } = smsObject({ origin: 'sent', text: 'Re: lunch' });
    const values = [PidTagSubject, PidTagSubjectPrefix, PidTagNormalizedSubject].map((one) => properties.get(one));
    expect(values).toEqual(['Re: lunch', '', 'Re: lunch']);
  });
});

describe('subject of an MMS object, [MS-OXCMSG] 2.2.1.9, 2.2.1.10', () => {
  const subjectOf = (subject: string) => {
    const { properties } = mmsObject({ origin: 'sent', subject, slides: [] });
    return [PidTagSubjectPrefix, PidTagNormalizedSubject, PidTagSubject].map((one) => properties.get(one)!);
  };
  it('is less than 254 characters with its prefix, however long it was', () => {
    expect(subjectOf('x'.repeat(253))).toEqual(['', 'x'.repeat(253), 'x'.repeat(253)]);
    expect(subjectOf('x'.repeat(254))).toEqual(['', `${'x'.repeat(252)}…`, `${'x'.repeat(252)}…`]);
    expect(subjectOf(`Re: ${'x'.repeat(1000)}`)).toEqual(['Re: ', `${'x'.repeat(248)}…`, `Re: ${'x'.repeat(248)}…`]);
    expect(subjectOf('😀'.repeat(200))[1]).toBe(`${'😀'.repeat(126)}…`);
  });
  it('is told where another program made it longer', () => {
    const message = mmsObject({ origin: 'sent', subject: `Re: ${'x'.repeat(249)}`, slides: [] });
    expect(omsDefects(message)).toEqual([]);
    message.properties.set(PidTagNormalizedSubject, 'x'.repeat(250));
    expect(omsDefects(message)).toEqual([{ property: 'PidTagNormalizedSubject', fault: 'wrong' }]);
  });
});

describe('where a text message comes from, [MS-OXOSMMS] 3.2.1', () => {
  it.each([
    ['draft', 'Drafts', 0x8],
    ['submitted', 'Outbox', 0x5],
    ['sent', 'Sent Items', 0x1],
    ['received', 'Inbox', 0x0],
  ] as const)('creates a %s one in %s', (origin, folder, flags) => {
    const { properties } = smsObject({ origin, text: 'x', at });
    expect([folderOf(origin), properties.get(PidTagMessageFlags)]).toEqual([folder, flags]);
    expect(properties.has(PidTagClientSubmitTime)).toBe(origin !== 'draft');
    expect(properties.has(PidTagMessageDeliveryTime)).toBe(origin === 'sent' || origin === 'received');
  });
  it('marks one that was received as read where it was', () => {
    expect(smsObject({ origin: 'received', text: 'x', read: true }).properties.get(PidTagMessageFlags)).toBe(1);
  });
  it('counts the attachments of an MMS object', () => {
    expect(mmsObject({ origin: 'sent', slides: [] }).properties.get(PidTagMessageFlags)).toBe(0x11);
  });
});

describe('a text message that is changed, [MS-OXOSMMS] 3.1.4.2', () => {
  it('meets section 2, and keeps what was not changed', () => {
    const told = {
      origin: 'submitted',
      recipients: [ada],
      accountGuid: '{C200E360-38C5-11CE-AE62-08002B2B79EF}',
      mobileModel: 'M',
      source: OmsSourceType.rule,
    } as const;
    const {
      subject: _,
      from: __,
      scheduledFor: ___,
      mobileModel,
      accountGuid,
      ...sms
    } = readSms(smsObject({ ...told, text: 'Lunch?' }));
    const changed = smsObject({
      ...sms,
      mobileModel: mobileModel!,
      accountGuid: accountGuid!,
      origin: 'submitted',
      text: 'Dinner?',
      scheduledFor: at,
    });
    expect(omsDefects(changed)).toEqual([]);
    expect(readSms(changed)).toMatchObject({ ...sms, text: 'Dinner?', subject: 'Dinner?', scheduledFor: at });
  });
});

describe('users by number, [MS-OXCMSG] 2.2.3', () => {
  const message = smsObject({
    origin: 'submitted',
    text: 'x',
    from: { number: '+1 425 555 0100' },
    recipients: [ada, { number: '12345' }],
  });
  it('have a row of address type MOBILE each', () => {
    const rows = message.recipients.map((row) => [row.get(PidTagAddressType), row.get(PidTagEmailAddress)]);
    expect(rows).toEqual([
      ['MOBILE', '+14255550123'],
      ['MOBILE', '12345'],
    ]);
    expect(message.properties.get(PidTagDisplayTo)).toBe('Ada; 12345');
    expect(Buffer.from(message.recipients[0]!.get(PidTagSearchKey)!).toString()).toBe('MOBILE:+14255550123\0');
    expect(readOneOffEntryId(message.recipients[0]!.get(PidTagEntryId)!)).toEqual({
      displayName: 'Ada',
      addressType: 'MOBILE',
      emailAddress: '+14255550123',
    });
  });
  it('are read again', () => {
    expect(readSms(message)).toMatchObject({
      from: { number: '+1 425 555 0100' },
      recipients: [ada, { number: '12345' }],
    });
  });
  it('are read by their EntryID alone, and left out where they are others', () => {
    const [row] = message.recipients;
    const byId = new PropertyBag().set(PidTagEntryId, row!.get(PidTagEntryId)!);
    const mail = new PropertyBag().set(PidTagAddressType, 'SMTP').set(PidTagEmailAddress, 'a@example.org');
    const broken = new PropertyBag().set(PidTagEntryId, row!.get(PidTagEntryId)!.subarray(0, 30));
    expect(readSms({ ...message, recipients: [mail, byId, broken, new PropertyBag()] }).recipients).toEqual([ada]);
  });
  it('must have a number to be recipients', () => {
    for (const number of ['', 'Ada', '+', 'a@example.org', '1\n2', '1'.repeat(100)])
      expect(codeOf(() => smsObject({ origin: 'sent', text: 'x', recipients: [ada, { number }] }))).toBe(
        'not-a-number recipients/1',
      );
    expect(
      smsObject({ origin: 'sent', text: '', recipients: [{ number: '(206) 555-0112' }, { number: '*100#' }] })
        .recipients,
    ).toHaveLength(2);
  });
  it('may be senders by letters', () => {
    const { properties } = smsObject({ origin: 'received', text: 'x', from: { number: 'MYBANK' } });
    expect(properties.get(PidTagSentRepresentingEmailAddress)).toBe('MYBANK');
  });
});

describe('users by number in text, [MS-ASMS] 2.2.2.1.1', () => {
  it('are written as the example has them', () => {
    expect(mobileText([{ number: '14255550143' }])).toBe('"14255550143" [MOBILE:14255550143]');
    expect(mobileText([ada, { number: '5' }])).toBe('"Ada" [MOBILE:+14255550123], "5" [MOBILE:5]');
  });
  it('are read again, names with quotes and commas in them too', () => {
    const users = [{ name: 'A "B", \\; C', number: '+1' }, { number: '5' }, ada];
    expect(readMobileText(mobileText(users))).toEqual(users);
  });
  it('are read without a name, and others are passed over', () => {
    expect(readMobileText('[MOBILE:+1]; "Bob" <bob@example.org>, [mobile: 5 ], "x')).toEqual([
      { number: '+1' },
      { number: '5' },
    ]);
  });
  it('are read up to a limit', () => {
    expect(readMobileText('[MOBILE:1],'.repeat(5000))).toHaveLength(1000);
  });
});
