import {
  AttachMethod,
  PidTagAttachDataBinary,
  PidTagAttachDataObject,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagDisplayName,
  PidTagHtml,
  PidTagImportance,
  PidTagMessageClass,
  PidTagRecipientType,
  PidTagSearchKey,
  PidTagSubject,
  PropertyBag,
  PropertyType,
  fileTimeOf,
  type AttachmentObject,
  type BlobValue,
  type MessageObject,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { TnefError, readTnef, writeTnef, type WriteTnefOptions } from './index.ts';
import { plain } from './plain-message.fixture.ts';

import { attributeOf, attributesOf } from './written-attributes.fixture.ts';

function messageOf(properties: PropertyBag, attachments: readonly AttachmentObject[] = []): MessageObject {
  return { properties, recipients: [], attachments };
}

const note = () => new PropertyBag().set(PidTagMessageClass, 'IPM.Note').set(PidTagSubject, 'Hello');
const file = (name: string, content: string): AttachmentObject => ({
  properties: new PropertyBag()
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachLongFilename, name)
    .set(PidTagAttachDataBinary, Buffer.from(content)),
});

describe('the order of a stream, [MS-OXTNEF] 2.1.3', () => {
  it('is version, code page, message class, other attributes, recipients, properties, attachments', () => {
    const message: MessageObject = {
      properties: note(),
      recipients: [new PropertyBag().set(PidTagRecipientType, 1).set(PidTagDisplayName, 'Anna')],
      attachments: [file('a.txt', 'content of a')],
    };
    const stream = writeTnef(message, { key: 0xbeef });
    expect(Buffer.from(stream.subarray(0, 6)).toString('hex')).toBe('789f3e22efbe');
    expect(attributesOf(stream).map(({ level, id }) => `${level} ${id}`)).toEqual([
      '1 00089006',
      '1 00069007',
      '1 00078008',
      '1 00018004',
      '1 00069004',
      '1 00069003',
      '2 00069002',
      '2 00018010',
      '2 0006800f',
      '2 00069005',
    ]);
    expect(readTnef(stream).key).toBe(0xbeef);
  });

  it('has the bytes of the printed example where it has its values, 3.1', () => {
    const printed = new PropertyBag()
      .set(PidTagMessageClass, 'IPM.Note')
      .set(PidTagSubject, 'Simple subject')
      .set(PidTagClientSubmitTime, fileTimeOf(Date.UTC(2004, 1, 17, 11, 25, 35)))
      .set(PidTagSearchKey, Buffer.from('757bb19cde936a4087d90bb784c58e3b', 'hex'))
      .set(PidTagImportance, 1);
    const hex = Buffer.from(writeTnef(messageOf(printed))).toString('hex');
    const withSum = (data: string, sum: string) => `${Buffer.from(data, 'latin1').toString('hex')}${sum}`;
    expect(hex.startsWith('789f3e220100010690080004000000000001000100')).toBe(true);
    expect(hex).toContain('010790060008000000e404000000000000e800');
    expect(hex).toContain(`010880070018000000${withSum('IPM.Microsoft Mail.Note\0', '3108')}`);
    expect(hex).toContain(`01048001000f000000${withSum('Simple subject\0', '7a05')}`);
    expect(hex).toContain('01058003000e000000d407020011000b001900230002003701');
    expect(hex).toContain(`010980010021000000${withSum('757BB19CDE936A4087D90BB784C58E3B\0', '5107')}`);
    expect(hex).toContain('010d8004000200000002000200');
  });
});

describe('the code page of a stream, [MS-OXTNEF] 2.1.3.3.2', () => {
  const pageOf = (message: MessageObject, options?: WriteTnefOptions) =>
    attributeOf(message, '00069007', options)?.data.readUInt32LE();

  it('is windows-1252 where it has all that is written in 8 bits, else UTF-8, unless told', () => {
    expect(pageOf(messageOf(note().set(PidTagSubject, 'Grüße')))).toBe(1252);
    const greek = messageOf(note().set(PidTagSubject, 'Γεια'));
    expect([pageOf(greek), attributeOf(greek, '00018004')?.data.toString()]).toEqual([65001, 'Γεια\0']);
    expect([
      pageOf(greek, { codePage: 1253 }),
      attributeOf(greek, '00018004', { codePage: 1253 })?.data.toString('hex'),
    ]).toEqual([1253, 'c3e5e9e100']);
  });

  it('is not that of properties: all strings are PtypString', () => {
    const bag = new PropertyBag()
      .put({ key: 0x1234, type: PropertyType.PtypString8, value: 'Zoë ✓' })
      .put({ key: 0x1235, type: PropertyType.PtypMultipleString8, value: ['a', '✓'] });
    const again = readTnef(writeTnef(messageOf(bag), { codePage: 1252 })).message.properties;
    expect([again.find(0x1234), again.find(0x1235)]).toEqual([
      { key: 0x1234, type: PropertyType.PtypString, value: 'Zoë ✓' },
      { key: 0x1235, type: PropertyType.PtypMultipleString, value: ['a', '✓'] },
    ]);
  });
});

describe('values that lie outside the message', () => {
  const blob = (content: Buffer, charset?: string): BlobValue => ({
    in: 'blob',
    sha256: content.toString('hex'),
    size: content.length,
    ...(charset === undefined ? {} : { charset }),
  });
  const resolve: NonNullable<WriteTnefOptions['resolve']> = (value) =>
    value.in === 'blob' ? Buffer.from(value.sha256, 'hex') : Buffer.alloc(0);

  it('are read with resolve, as text where the property is text', () => {
    const bag = note()
      .set(PidTagBody, blob(Buffer.from('Gr\xfc\xdfe', 'latin1'), 'iso-8859-1'))
      .set(PidTagHtml, blob(Buffer.from('<p>')));
    const content = new PropertyBag().set(PidTagAttachDataBinary, blob(Buffer.from('content')));
    const again = readTnef(writeTnef(messageOf(bag, [{ properties: content }]), { resolve })).message;
    expect(again.properties.get(PidTagBody)).toBe('Grüße');
    expect(Buffer.from(again.properties.get(PidTagHtml) as Uint8Array).toString()).toBe('<p>');
    const data = again.attachments[0]!.properties.get(PidTagAttachDataBinary) as Uint8Array;
    expect(Buffer.from(data).toString()).toBe('content');
  });

  it('are told where there is nothing to read them with', () => {
    const content = new PropertyBag().set(PidTagAttachDataBinary, blob(Buffer.from('content')));
    const message = messageOf(note(), [{ properties: content }]);
    expect(() => writeTnef(message)).toThrow(
      expect.objectContaining({ code: 'value-not-resolved', place: 'attachments/0/properties/3701' }),
    );
  });
});

describe('messages that cannot be written', () => {
  it('have a value that is not of its type', () => {
    const wrong = (type: PropertyType, value: string | number | readonly number[]) => () =>
      writeTnef(messageOf(new PropertyBag([{ key: 0x1234, type, value }])));
    for (const write of [
      wrong(PropertyType.PtypInteger32, 'text'),
      wrong(PropertyType.PtypString, 7),
      wrong(PropertyType.PtypBinary, 'text'),
      wrong(PropertyType.PtypTime, 7),
      wrong(PropertyType.PtypBoolean, 1),
      wrong(PropertyType.PtypInteger32, [7]),
      wrong(PropertyType.PtypMultipleInteger32, 7),
      wrong(PropertyType.PtypUnspecified, 7),
      wrong(PropertyType.PtypGuid, 'not a GUID'),
    ]) {
      expect(write).toThrow(expect.objectContaining({ code: 'value-not-of-type', place: 'properties/1234' }));
    }
  });

  it('lie too deep in others', () => {
    let message = messageOf(note());
    for (let level = 0; level < 17; level++) {
      message = messageOf(note(), [{ properties: new PropertyBag(), embedded: message }]);
    }
    expect(() => writeTnef(message)).toThrow(TnefError);
    expect(() => writeTnef(message)).toThrow(expect.objectContaining({ code: 'too-deep' }));
    expect(plain(readTnef(writeTnef(message, { depth: 17 }), { limits: { depth: 17 } }).message)).toEqual(
      plain(message),
    );
  });

  it('have more names than a stream has ids', () => {
    const bag = new PropertyBag();
    for (let lid = 0; lid < 0x8000; lid++) {
      bag.put({
        key: { guid: '00062008-0000-0000-c000-000000000046', lid },
        type: PropertyType.PtypBoolean,
        value: true,
      });
    }
    expect(() => writeTnef(messageOf(bag))).toThrow(expect.objectContaining({ code: 'too-many-names' }));
  });
});

describe('objects', () => {
  it.each([
    ['a storage', 'd0cf11e0a1b11ae1', '0b00000000000000c000000000000046'],
    ['bytes', '0102030405', '0c00000000000000c000000000000046'],
  ])('have the interface of what they are: %s', (_, content, iid) => {
    const object = new PropertyBag()
      .set(PidTagAttachMethod, 6)
      .set(PidTagAttachDataObject, Buffer.from(content, 'hex'));
    const list = attributesOf(writeTnef(messageOf(note(), [{ properties: object }]))).at(-1)!.data;
    expect(list.toString('hex')).toContain(`${iid}${content}`);
  });
});
