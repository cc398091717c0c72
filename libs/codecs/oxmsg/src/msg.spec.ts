import { type CfbVersion, type Storage, readCompoundFile } from '@postbus/cfb';
import {
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachDataObject,
  PidTagAttachMethod,
  PidTagAttachNumber,
  PidTagBody,
  PidTagMessageClass,
  PidTagRowid,
  PidTagStoreSupportMask,
  PS_PUBLIC_STRINGS,
  type Property,
  PropertyBag,
  type PropertyName,
  PropertyType,
  type PropertyValue,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { MsgError, isMsg, readMsg, writeMsg } from './index.ts';
import { filetime, messageOf, named, names, oleObject, patterned, plain, sampleMessage } from './msg.fixture.ts';

function again(message: MessageObject): MessageObject {
  const { message: read, defects } = readMsg(writeMsg(message));
  expect(defects).toEqual([]);
  return read;
}

/** What `value` is after it was written and read. */
function throughFile(type: number, value: PropertyValue, key: Property['key'] = 0x6abc): Property | undefined {
  return again(messageOf({ key, type: type as PropertyType, value })).properties.find(key);
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof MsgError) return `${error.code} ${error.place}`;
    throw error;
  }
  return undefined;
}

/** The entry of `tag`, little-endian, in the property stream of `storage`. */
function entryOf(storage: Storage, tag: string): string {
  const bytes = Buffer.from(storage.stream('__properties_version1.0')!.bytes);
  return bytes.subarray(bytes.indexOf(tag, 0, 'hex')).toString('hex', 0, 16);
}

const streamsOf = (message: MessageObject) => readCompoundFile(writeMsg(message)).root;

describe('a message written and read, [MS-OXMSG] 2', () => {
  it.each([3, 4] as const)('is the same property by property in version %d', (version: CfbVersion) => {
    const { message, defects } = readMsg(writeMsg(sampleMessage(), { version }));
    expect(defects).toEqual([]);
    expect(plain(message)).toEqual(plain(sampleMessage()));
  });
  it('is the same file when written again', () => {
    const file = writeMsg(sampleMessage());
    expect(Buffer.compare(writeMsg(readMsg(file).message), file)).toBe(0);
  });
  it('is the same file whatever the order of its properties: ids in theirs, then names as they come', () => {
    const { properties, ...rest } = sampleMessage();
    const isNamed = ({ key }: Property) => typeof key === 'object';
    const numbered = [...properties].filter((property) => !isNamed(property));
    const turned = new PropertyBag([...[...properties].filter(isNamed), ...numbered.reverse()]);
    expect(Buffer.compare(writeMsg({ ...rest, properties: turned }), writeMsg(sampleMessage()))).toBe(0);
  });
  it('keeps of a string no nulls at its end, where a file cannot tell them from the one that ends it', () => {
    const files = ['a\0b', 'a\0b\0\0'].map((value) =>
      writeMsg(messageOf({ key: 0x37, type: PropertyType.PtypString, value })),
    );
    expect(Buffer.compare(...(files as [Buffer, Buffer]))).toBe(0);
  });
  it('is recognised', () => {
    expect(isMsg(writeMsg(sampleMessage()))).toBe(true);
    expect(isMsg(oleObject())).toBe(false);
    expect(isMsg(patterned(4000))).toBe(false);
  });
  it('has what Outlook opens no file without', () => {
    const recipients = [new PropertyBag()];
    const attachments = [{ properties: new PropertyBag() }, { properties: new PropertyBag(), embedded: messageOf() }];
    const file = writeMsg({ properties: new PropertyBag(), recipients, attachments });
    expect(readCompoundFile(file).root.clsid).toBe('00020d0b-0000-0000-c000-000000000046');
    const { message } = readMsg(file);
    expect(message.properties.get(PidTagMessageClass)).toBe('IPM.Note');
    expect(message.properties.get(PidTagStoreSupportMask)).toBe(0x0004_0000);
    expect(message.recipients[0]!.get(PidTagRowid)).toBe(0);
    expect(message.attachments.map(({ properties }) => properties.get(PidTagAttachNumber))).toEqual([0, 1]);
    expect(message.attachments[1]!.properties.get(PidTagAttachMethod)).toBe(5);
  });
  it('takes a PidTagStoreSupportMask that is no number for none', () => {
    const mask = { key: PidTagStoreSupportMask.key, type: PropertyType.PtypInteger64, value: 5n };
    expect(again(messageOf(mask)).properties.get(PidTagStoreSupportMask)).toBe(0x0004_0000);
  });
  it('counts recipients and attachments in the header, [MS-OXMSG] 2.4.1.1', () => {
    const bytes = Buffer.from(streamsOf(sampleMessage()).stream('__properties_version1.0')!.bytes);
    expect([8, 12, 16, 20].map((at) => bytes.readUInt32LE(at))).toEqual([4, 6, 4, 6]);
    expect((bytes.length - 32) % 16).toBe(0);
  });
  it('has headers of 24 bytes in embedded messages, of 8 in recipients and attachments, [MS-OXMSG] 2.4.1', () => {
    const attachment = streamsOf(sampleMessage()).storage('__attach_version1.0_#00000003')!;
    const embedded = attachment.storage('__substg1.0_3701000D')!;
    const sizes = [embedded, attachment, embedded.storage('__attach_version1.0_#00000000')!].map(
      (storage) => storage.stream('__properties_version1.0')!.size % 16,
    );
    expect(sizes).toEqual([8, 8, 8]);
    expect(Buffer.from(embedded.stream('__properties_version1.0')!.bytes).readUInt32LE(20)).toBe(2);
  });
  it('have a tag, flags and a value in their entries, [MS-OXMSG] 2.4.2.1', () => {
    const root = streamsOf(messageOf({ key: 0x6abc, type: PropertyType.PtypInteger16, value: -2 }));
    expect(entryOf(root, '0200bc6a')).toBe('0200bc6a06000000feff000000000000');
  });
  it('counts the null of strings in the size of an entry and leaves it out of the stream, [MS-OXMSG] 2.4.2.2', () => {
    const root = streamsOf(messageOf({ key: 0x37, type: PropertyType.PtypString, value: 'ab' }));
    expect(root.stream('__substg1.0_0037001F')!.size).toBe(4);
    expect(entryOf(root, '1f003700')).toBe('1f003700060000000600000000000000');
  });
  it('marks embedded messages and OLE objects in their entries, [MS-OXMSG] 2.4.2.2', () => {
    const root = streamsOf(sampleMessage());
    const objectOf = (storage: string) => entryOf(root.storage(storage)!, '0d000137');
    expect(objectOf('__attach_version1.0_#00000003')).toBe('0d00013706000000ffffffff01000000');
    expect(objectOf('__attach_version1.0_#00000004')).toBe('0d00013706000000ffffffff04000000');
  });
  it('keeps an OLE object as a storage and gives it back as a file, [MS-OXMSG] 2.2.2.2', () => {
    const storage = streamsOf(sampleMessage()).storage('__attach_version1.0_#00000004')!;
    expect(storage.storage('__substg1.0_3701000D')!.storage('ObjectPool')!.stream('_1')!.bytes).toEqual(patterned(10));
    const object = again(sampleMessage()).attachments[4]!.properties.get(PidTagAttachDataObject)!;
    const { root } = readCompoundFile(object);
    expect([root.clsid, root.stateBits, root.modified]).toEqual(['00020906-0000-0000-c000-000000000046', 3, filetime]);
    expect(root.stream('WordDocument')!.bytes).toEqual(patterned(6000));
  });
});

describe('values, [MS-OXCDATA] 2.11.1', () => {
  it.each([
    ['PtypInteger16', -2],
    ['PtypInteger32', -2_147_483_648],
    ['PtypFloating32', 1.5],
    ['PtypFloating64', -1e300],
    ['PtypCurrency', -12_345_678_901n],
    ['PtypFloatingTime', 45_000.25],
    ['PtypErrorCode', 0x8004_010f],
    ['PtypBoolean', true],
    ['PtypInteger64', -(2n ** 63n)],
    ['PtypTime', 2n ** 63n + 5n],
    ['PtypString', 'a\u0000b \ud800 \ufeff ü 😀'],
    ['PtypString', ''],
    ['PtypGuid', '12345678-9abc-def0-1234-56789abcdef0'],
    ['PtypBinary', patterned(5000)],
    ['PtypBinary', new Uint8Array()],
    ['PtypServerId', patterned(21)],
    ['PtypRestriction', patterned(22)],
    ['PtypRuleAction', patterned(23)],
    ['PtypObject', patterned(24)],
    ['PtypMultipleInteger16', [1, -2, 3]],
    ['PtypMultipleInteger32', [-1, 2]],
    ['PtypMultipleFloating32', [0.5, -0.5]],
    ['PtypMultipleFloating64', [Math.PI]],
    ['PtypMultipleCurrency', [1n, -1n]],
    ['PtypMultipleFloatingTime', [1.25]],
    ['PtypMultipleInteger64', [1n, -1n]],
    ['PtypMultipleTime', [5n, 6n]],
    ['PtypMultipleGuid', ['12345678-9abc-def0-1234-56789abcdef0', '00000000-0000-0000-c000-000000000046']],
    ['PtypMultipleString', ['', 'ä', 'lang'.repeat(2000)]],
    ['PtypMultipleBinary', [patterned(1), new Uint8Array(), patterned(5000)]],
    ['PtypMultipleString', []],
    ['PtypMultipleInteger32', []],
  ] as const)('of %s come back', (type, value) => {
    expect(throughFile(PropertyType[type], value)).toEqual({ key: 0x6abc, type: PropertyType[type], value });
  });
  it.each([
    [PropertyType.PtypNull, patterned(8)],
    [0x0666, patterned(8)],
    [0x0666, patterned(9)],
    [0x100b, patterned(3)],
  ])('of type %d, which [MS-OXMSG] does not have, are kept as their bytes', (type, value) => {
    expect(throughFile(type, value)).toEqual({ key: 0x6abc, type, value });
  });
  it('of strings of several values have lengths with nulls and a stream each, [MS-OXMSG] 2.1.4.2', () => {
    const root = streamsOf(messageOf({ key: 0x6abc, type: PropertyType.PtypMultipleString, value: ['ab', ''] }));
    expect(Buffer.from(root.stream('__substg1.0_6ABC101F')!.bytes).toString('hex')).toBe('0600000002000000');
    expect(Buffer.from(root.stream('__substg1.0_6ABC101F-00000000')!.bytes).toString('hex')).toBe('610062000000');
    expect(root.stream('__substg1.0_6ABC101F-00000001')!.size).toBe(2);
  });
  it('of binary of several values have lengths of eight bytes, [MS-OXMSG] 2.1.4.2', () => {
    const value = [patterned(3), patterned(1)];
    const root = streamsOf(messageOf({ key: 0x6abc, type: PropertyType.PtypMultipleBinary, value }));
    expect(Buffer.from(root.stream('__substg1.0_6ABC1102')!.bytes).toString('hex')).toBe(
      '03000000000000000100000000000000',
    );
  });
  it('that are not of their type are refused with the place', () => {
    const of = (type: PropertyType, value: PropertyValue) =>
      codeOf(() => writeMsg(messageOf({ key: 0x1000, type, value })));
    expect(of(PropertyType.PtypInteger32, 'text')).toBe('value-not-of-type /1000');
    expect(of(PropertyType.PtypString, 5)).toBe('value-not-of-type /1000');
    expect(of(PropertyType.PtypGuid, 'no guid')).toBe('value-not-of-type /1000');
    expect(of(PropertyType.PtypMultipleInteger32, 5)).toBe('value-not-of-type /1000');
    expect(of(PropertyType.PtypMultipleTime, [5])).toBe('value-not-of-type /1000');
    expect(of(PropertyType.PtypInteger64, 5)).toBe('value-not-of-type /1000');
  });
});

describe('values outside the message', () => {
  const slice = { in: 'mime', offset: 0, length: 6, transferEncoding: '8bit', size: 6 } as const;
  const outside: MessageObject = {
    properties: new PropertyBag().set(PidTagBody, { ...slice, charset: 'iso-8859-1' }),
    recipients: [],
    attachments: [{ properties: new PropertyBag().set(PidTagAttachDataBinary, slice) }],
  };
  it('are read when the file is written, text by its charset', () => {
    const content = Uint8Array.of(0x47, 0x72, 0xfc, 0xdf, 0x65, 0x21);
    const { message } = readMsg(writeMsg(outside, { resolve: () => content }));
    expect(message.properties.get(PidTagBody)).toBe('Grüße!');
    expect(message.attachments[0]!.properties.get(PidTagAttachDataBinary)).toEqual(content);
  });
  it('may be longer or shorter than they say', () => {
    for (const length of [0, 5, 7, 9000]) {
      const { message } = readMsg(writeMsg(outside, { resolve: () => patterned(length) }));
      expect(message.attachments[0]!.properties.get(PidTagAttachDataBinary)).toEqual(patterned(length));
    }
  });
  it('are refused where nothing reads them', () => {
    expect(codeOf(() => writeMsg(outside))).toBe('value-not-resolved /1000');
  });
});

describe('named properties', () => {
  it('share one mapping with embedded messages, [MS-OXMSG] 2.2.3', () => {
    const root = streamsOf(sampleMessage());
    expect(root.storage('__nameid_version1.0')!.stream('__substg1.0_00030102')!.size).toBe(5 * 8);
    const inner = again(sampleMessage()).attachments[3]!.embedded!.attachments[0]!.embedded!;
    expect(inner.properties.find(names.own)!.value).toBe('innen');
  });
  it('are looked up with an entry, a GUID and a string, [MS-OXMSG] 2.2.3.1', () => {
    const mapping = streamsOf(
      messageOf(named('own', PropertyType.PtypInteger32, 1), named('reminder', PropertyType.PtypBoolean, false)),
    ).storage('__nameid_version1.0')!;
    const hex = (name: string) => Buffer.from(mapping.stream(name)!.bytes).toString('hex');
    expect(hex('__substg1.0_00020102')).toBe('78563412bc9af0de123456789abcdef00820060000000000c000000000000046');
    expect(hex('__substg1.0_00030102')).toBe('00000000070000000385000008000100');
    expect(hex('__substg1.0_00040102')).toBe(`18000000${Buffer.from('Eigene Größe', 'utf16le').toString('hex')}`);
  });
  it('leave out the ids of properties that have an id from 0x8000 on and no name', () => {
    const nameless = { key: 0x8001, type: PropertyType.PtypInteger32, value: 7 } as const;
    const message = messageOf(named('own', PropertyType.PtypInteger32, 1), nameless, named('header', 0x1f, 'x'));
    const { message: read, defects } = readMsg(writeMsg(message));
    expect(defects.map(({ code }) => code)).toEqual(['property-without-name']);
    expect(read.properties.find(0x8001)!.value).toBe(7);
    expect(read.properties.find(names.header)!.value).toBe('x');
  });
  it('are refused where their property set is no GUID, or their name one that nobody could read', () => {
    const refusalOf = (key: PropertyName) =>
      codeOf(() => writeMsg(messageOf({ key, type: PropertyType.PtypInteger32, value: 1 })));
    expect(refusalOf({ guid: 'none', lid: 1 })).toBe('name-invalid none:1');
    expect(refusalOf({ guid: PS_PUBLIC_STRINGS, name: '' })).toBe(`name-invalid ${PS_PUBLIC_STRINGS}/`);
    expect(refusalOf({ guid: PS_PUBLIC_STRINGS, name: 'a\0' })).toBe(`name-invalid ${PS_PUBLIC_STRINGS}/a\0`);
  });
  it('may be of any length, all together no longer than their stream', () => {
    const properties = Array.from({ length: 20 }, (_, index) => ({
      key: { guid: PS_PUBLIC_STRINGS, name: `${'long'.repeat(1000)}${index}` },
      type: PropertyType.PtypInteger32,
      value: index,
    }));
    expect([...again(messageOf(...properties)).properties].filter(({ key }) => typeof key === 'object')).toEqual(
      properties,
    );
  });
  it('always have a storage', () => {
    const mapping = streamsOf(messageOf()).storage('__nameid_version1.0')!;
    for (const id of ['0002', '0003', '0004']) expect(mapping.stream(`__substg1.0_${id}0102`)!.size).toBe(0);
  });
});

describe('messages in messages', () => {
  function nested(depth: number): MessageObject {
    let message = messageOf();
    for (let index = 0; index < depth; index++)
      message = {
        properties: new PropertyBag(),
        recipients: [],
        attachments: [{ properties: new PropertyBag(), embedded: message }],
      };
    return message;
  }
  function depthOf(message: MessageObject): number {
    let depth = 0;
    for (let at = message.attachments[0]?.embedded; at !== undefined; at = at.attachments[0]?.embedded) depth++;
    return depth;
  }
  it('may be 100 deep', () => {
    expect(depthOf(again(nested(100)))).toBe(100);
  });
  it('are left out where they are deeper than allowed, or refused on writing', () => {
    const { message, defects } = readMsg(writeMsg(nested(9)), { maxDepth: 4 });
    expect(depthOf(message)).toBe(4);
    expect(defects.map(({ code }) => code)).toEqual(['too-deep']);
    expect(codeOf(() => writeMsg(nested(20_000)))).toMatch(/^too-deep/);
  });
});
