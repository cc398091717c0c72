import {
  AttachMethod,
  PidTagAttachDataBinary,
  PidTagAttachDataObject,
  PidTagAttachEncoding,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachRendering,
  PidTagAttachTransportName,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagCreationTime,
  PidTagDisplayName,
  PidTagHtml,
  PidTagImportance,
  PidTagLastModificationTime,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PidTagOriginalMessageClass,
  PidTagOwnerAppointmentId,
  PidTagReceivedRepresentingAddressType,
  PidTagReceivedRepresentingEmailAddress,
  PidTagReceivedRepresentingEntryId,
  PidTagReceivedRepresentingName,
  PidTagRecipientType,
  PidTagRenderingPosition,
  PidTagResponseRequested,
  PidTagSearchKey,
  PidTagSenderEntryId,
  PidTagSentRepresentingAddressType,
  PidTagSentRepresentingEmailAddress,
  PidTagSentRepresentingName,
  PidTagStartDate,
  PidTagSubject,
  PropertyBag,
  PropertyType,
  fileTimeOf,
  oneOffEntryId,
  type AttachmentObject,
  type BlobValue,
  type MessageObject,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { TnefError, readTnef, writeTnef, type WriteTnefOptions } from './index.ts';
import { plain } from './plain-message.fixture.ts';

interface WrittenAttribute {
  readonly level: number;
  readonly id: string;
  readonly data: Buffer;
}

/** The attributes of a stream, taken apart without the codec; their checksums are looked at. */
function attributesOf(stream: Uint8Array): WrittenAttribute[] {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.length);
  const found: WrittenAttribute[] = [];
  for (let at = 6; at < bytes.length;) {
    const length = bytes.readUInt32LE(at + 5);
    const data = bytes.subarray(at + 9, at + 9 + length);
    expect(bytes.readUInt16LE(at + 9 + length)).toBe(data.reduce((sum, byte) => sum + byte, 0) % 65536);
    found.push({
      level: bytes[at]!,
      id: bytes
        .readUInt32LE(at + 1)
        .toString(16)
        .padStart(8, '0'),
      data,
    });
    at += 11 + length;
  }
  return found;
}

function attributeOf(message: MessageObject, id: string, options?: WriteTnefOptions): WrittenAttribute | undefined {
  return attributesOf(writeTnef(message, options)).find((attribute) => attribute.id === id);
}

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

describe('attributes beside the properties, [MS-OXTNEF] 2.2.3', () => {
  it('reads back what it writes of every property that has an attribute', () => {
    const time = (day: number) => fileTimeOf(Date.UTC(2026, 0, day, 1, 2, 3)) + 4567n;
    const request = new PropertyBag()
      .set(PidTagMessageClass, 'IPM.Schedule.Meeting.Request')
      .set(PidTagOriginalMessageClass, 'IPM.Note')
      .set(PidTagSubject, 'Zoë ✓')
      .set(PidTagBody, 'a body')
      .set(PidTagClientSubmitTime, time(1))
      .set(PidTagMessageDeliveryTime, time(2))
      .set(PidTagLastModificationTime, time(3))
      .set(PidTagStartDate, time(4))
      .set(PidTagMessageFlags, 0x4000_0011)
      .set(PidTagImportance, 2)
      .set(PidTagOwnerAppointmentId, -5)
      .set(PidTagResponseRequested, true)
      .set(PidTagSentRepresentingName, 'Anna')
      .set(PidTagSentRepresentingAddressType, 'SMTP')
      .set(PidTagSentRepresentingEmailAddress, 'anna@b.org')
      .set(PidTagSenderEntryId, oneOffEntryId({ displayName: 'Bo', addressType: 'SMTP', emailAddress: 'bo@b.org' }))
      .set(PidTagReceivedRepresentingEntryId, Uint8Array.of(1, 2, 3));
    const attachment = new PropertyBag()
      .set(PidTagAttachMethod, AttachMethod.afByValue)
      .set(PidTagAttachFilename, 'A~1.TXT')
      .set(PidTagAttachLongFilename, 'a long name.text')
      .set(PidTagAttachTransportName, 'transport')
      .set(PidTagAttachRendering, Uint8Array.of(9))
      .set(PidTagAttachEncoding, Buffer.from('2a864886f714030b01', 'hex'))
      .set(PidTagCreationTime, time(5))
      .set(PidTagLastModificationTime, time(6))
      .set(PidTagRenderingPosition, 17)
      .set(PidTagAttachDataBinary, Buffer.alloc(5000, 1));
    const message = messageOf(request, [{ properties: attachment }]);
    const { message: again, defects } = readTnef(writeTnef(message));
    expect(defects).toEqual([]);
    expect(plain(again)).toEqual(plain(message));
    const written = attributesOf(writeTnef(message)).map(({ id }) => id);
    expect(written.join(' ')).toBe(
      '00089006 00069007 00078008 00070006 00008000 00018004 00038005 00038006 00068007 ' +
        '0002800c 0004800d 00038020 00060000 00060001 00060002 00030006 00050008 00040009 ' +
        '00069003 00069002 00018010 00069001 00038012 00038013 00068011 0006800f 00069005',
    );
  });

  it('tells the organizer of a meeting in attOwner, by who sends the message, 2.2.3.11', () => {
    const bag = new PropertyBag()
      .set(PidTagReceivedRepresentingName, 'Org')
      .set(PidTagReceivedRepresentingAddressType, 'SMTP')
      .set(PidTagReceivedRepresentingEmailAddress, 'org@b.org');
    const response = messageOf(bag.set(PidTagMessageClass, 'IPM.Schedule.Meeting.Resp.Pos'));
    expect(attributeOf(response, '00060000')?.data.toString('latin1')).toBe('\x04\0Org\0\x0f\0SMTP:org@b.org\0');
    expect(attributeOf(messageOf(bag.set(PidTagMessageClass, 'IPM.Note')), '00060000')).toBeUndefined();
  });

  it('pads the name of attFrom to two bytes, and the whole by a triple, 2.1.3.3.3', () => {
    const entry = oneOffEntryId({ displayName: 'Anna', addressType: 'SMTP', emailAddress: 'anna@b.org' });
    const from = attributeOf(messageOf(new PropertyBag().set(PidTagSenderEntryId, entry)), '00008000');
    expect(from?.data.toString('latin1')).toBe('\x04\0\x26\0\x06\0\x10\0Anna\0\0SMTP:anna@b.org\0' + '\0'.repeat(8));
  });

  it('leaves subject and body of an embedded message to its properties, 2.2.3.5', () => {
    const embedded = messageOf(note().set(PidTagBody, 'inner'));
    const outer = messageOf(note(), [{ properties: new PropertyBag().set(PidTagAttachMethod, 5), embedded }]);
    const list = attributesOf(writeTnef(outer)).at(-1)!.data;
    const iid = list.indexOf(Buffer.from('0703020000000000c000000000000046', 'hex'));
    const inner = list.subarray(iid + 16, iid + list.readUInt32LE(iid - 4));
    expect(attributesOf(inner).map(({ id }) => id)).toEqual(['00089006', '00069007', '00078008', '00069003']);
    expect(plain(readTnef(writeTnef(outer)).message)).toEqual(plain(outer));
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
