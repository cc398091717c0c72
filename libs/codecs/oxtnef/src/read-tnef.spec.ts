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
  PidTagClientSubmitTime,
  PidTagCreationTime,
  PidTagDisplayName,
  PidTagImportance,
  PidTagLastModificationTime,
  PidTagMessageClass,
  PidTagRenderingPosition,
  PidTagSearchKey,
  PidTagSubject,
  fileTimeOf,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { isTnef, readTnef, type TnefContent } from './index.ts';
import {
  attachmentProperties,
  attribute,
  dateTime,
  le,
  messageProperties,
  oemCodePage,
  property,
  renddata,
  stream,
  text,
  variable,
  version,
  zeroEnded,
} from './tnef-stream.fixture.ts';

function read(...attributes: readonly Uint8Array[]): TnefContent {
  return readTnef(stream(version, oemCodePage(1252), ...attributes));
}

function attachmentOf(...attributes: readonly Uint8Array[]): TnefContent['message']['attachments'][number] {
  const { message, defects } = read(...attributes);
  expect([defects, message.attachments.length]).toEqual([[], 1]);
  return message.attachments[0]!;
}

describe('the printed example, [MS-OXTNEF] 3.1', () => {
  /** Each attribute of the example as its values and checksum are printed there. */
  const printed = stream(
    attribute(1, 0x00089006, le(0x00010000, 4), 0x0001),
    attribute(1, 0x00069007, Buffer.concat([le(1252, 4), le(0, 4)]), 0x00e8),
    attribute(1, 0x00078008, zeroEnded('IPM.Microsoft Mail.Note'), 0x0831),
    attribute(1, 0x0004800d, le(2, 2), 0x0002),
    attribute(1, 0x00018004, zeroEnded('Simple subject'), 0x057a),
    attribute(1, 0x00038005, dateTime(2004, 2, 17, 11, 25, 35, 2), 0x0137),
    attribute(1, 0x00038020, dateTime(2004, 2, 17, 12, 26, 9, 2), 0x011f),
    attribute(1, 0x00018009, zeroEnded('757BB19CDE936A4087D90BB784C58E3B'), 0x0751),
  );

  it('has the checksums that are printed, and reads as its values', () => {
    const { message, key, defects } = readTnef(printed);
    expect([key, defects]).toEqual([1, []]);
    const { properties } = message;
    expect(properties.get(PidTagMessageClass)).toBe('IPM.Note');
    expect(properties.get(PidTagImportance)).toBe(1);
    expect(properties.get(PidTagSubject)).toBe('Simple subject');
    expect(properties.get(PidTagClientSubmitTime)).toBe(fileTimeOf(Date.UTC(2004, 1, 17, 11, 25, 35)));
    expect(properties.get(PidTagLastModificationTime)).toBe(fileTimeOf(Date.UTC(2004, 1, 17, 12, 26, 9)));
    expect(Buffer.from(properties.get(PidTagSearchKey)!).toString('hex')).toBe('757bb19cde936a4087d90bb784c58e3b');
  });

  it('tells a checksum that is one off', () => {
    const wrong = Buffer.from(printed);
    wrong[wrong.length - 2]! ^= 1;
    expect(readTnef(wrong).defects).toEqual([
      expect.objectContaining({ code: 'wrong-checksum', offset: printed.length - 44 }),
    ]);
  });
});

describe('attachments, [MS-OXTNEF] 2.1.3.3.15', () => {
  it('begin with attAttachRenddata, and take their attributes in any order', () => {
    const { message, defects } = read(
      renddata,
      attribute(2, 0x0006800f, Buffer.from('one')),
      attribute(2, 0x00018010, zeroEnded('1.txt')),
      renddata,
      attribute(2, 0x00018010, zeroEnded('2.txt')),
      attribute(2, 0x0006800f, Buffer.from('two')),
    );
    expect(defects).toEqual([]);
    const contents = message.attachments.map(({ properties }) => [
      properties.get(PidTagAttachFilename),
      Buffer.from(properties.get(PidTagAttachDataBinary) as Uint8Array).toString(),
      properties.get(PidTagAttachMethod),
    ]);
    expect(contents).toEqual([
      ['1.txt', 'one', AttachMethod.afByValue],
      ['2.txt', 'two', AttachMethod.afByValue],
    ]);
  });

  it('have their attributes as properties, 2.1.3.3', () => {
    const { properties } = attachmentOf(
      attribute(2, 0x00069002, Buffer.from('0100070000002000200001000000', 'hex')),
      attribute(2, 0x00069001, zeroEnded('transport.bin')),
      attribute(2, 0x00068011, Buffer.from('wmf')),
      attribute(2, 0x00038012, dateTime(2020, 1, 2, 3, 4, 5, 4)),
      attribute(2, 0x00038013, dateTime(2021, 1, 2, 3, 4, 5, 6)),
    );
    expect(properties.get(PidTagAttachTransportName)).toBe('transport.bin');
    expect(Buffer.from(properties.get(PidTagAttachRendering)!).toString()).toBe('wmf');
    expect(properties.get(PidTagCreationTime)).toBe(fileTimeOf(Date.UTC(2020, 0, 2, 3, 4, 5)));
    expect(properties.get(PidTagLastModificationTime)).toBe(fileTimeOf(Date.UTC(2021, 0, 2, 3, 4, 5)));
    expect(properties.get(PidTagRenderingPosition)).toBe(7);
    expect(Buffer.from(properties.get(PidTagAttachEncoding)!).toString('hex')).toBe('2a864886f714030b01');
  });

  it('keep an OLE object as its bytes', () => {
    const { properties } = attachmentOf(
      attribute(2, 0x00069002, Buffer.from('0200ffffffffffffffff00000000', 'hex')),
      attribute(2, 0x0006800f, Buffer.from('ole')),
    );
    expect(properties.get(PidTagAttachMethod)).toBe(AttachMethod.afOle);
    expect(properties.find(PidTagAttachDataObject.key)).toMatchObject({ type: 0x000d, value: Buffer.from('ole') });
  });

  it('take a storage out of its interface, IID_IStorage', () => {
    const storage = Buffer.concat([Buffer.from('0b00000000000000c000000000000046', 'hex'), Buffer.from('d0cf11e0')]);
    const { properties } = attachmentOf(renddata, attachmentProperties(variable(0x3701000d, storage)));
    expect(Buffer.from(properties.get(PidTagAttachDataObject)!).toString()).toBe('d0cf11e0');
  });

  it('have both names where title and long name differ, and one where they are the same', () => {
    const long = attachmentProperties(text(0x3707001f, 'long name.txt'));
    const short = attachmentOf(renddata, attribute(2, 0x00018010, zeroEnded('LONGNA~1.TXT')), long).properties;
    expect([short.get(PidTagAttachFilename), short.get(PidTagAttachLongFilename)]).toEqual([
      'LONGNA~1.TXT',
      'long name.txt',
    ]);
    const same = attachmentOf(renddata, attribute(2, 0x00018010, zeroEnded('long name.txt')), long).properties;
    expect([same.get(PidTagAttachFilename), same.get(PidTagAttachLongFilename)]).toEqual([undefined, 'long name.txt']);
  });
});

describe('embedded messages, IID_IMessage', () => {
  const message = Buffer.from('0703020000000000c000000000000046', 'hex');
  const embed = (inner: Uint8Array) =>
    Buffer.concat([
      renddata,
      attachmentProperties(property(0x37050003, le(5, 4)), variable(0x3701000d, Buffer.concat([message, inner]))),
    ]);

  it('are read as streams of their own, with the code page of theirs or of the one around', () => {
    const greek = zeroEnded('\u00c1');
    const own = stream(version, oemCodePage(1253), messageProperties(variable(0x0037001e, greek)));
    const inherited = stream(version, messageProperties(variable(0x0037001e, greek)));
    const { message: outer, defects } = read(embed(own), embed(inherited));
    expect(defects).toEqual([]);
    expect(outer.attachments.map(({ embedded }) => embedded?.properties.get(PidTagSubject))).toEqual(['Α', 'Á']);
    expect(outer.attachments.map(({ properties }) => properties.has(PidTagAttachDataObject))).toEqual([false, false]);
  });

  it('are left as their bytes where they are no stream, or lie too deep', () => {
    const nested = stream(embed(stream(embed(stream(version)))));
    const { message: outer, defects } = readTnef(nested, { limits: { depth: 1 } });
    expect(defects).toEqual([expect.objectContaining({ code: 'too-deep' })]);
    const inner = outer.attachments[0]!.embedded!.attachments[0]!;
    expect(inner.embedded).toBeUndefined();
    expect(isTnef(inner.properties.get(PidTagAttachDataObject)!)).toBe(true);
    expect(read(embed(Buffer.from('not TNEF'))).defects).toEqual([
      expect.objectContaining({ code: 'bad-embedded-message' }),
    ]);
  });
});

describe('recipients, attRecipTable, [MS-OXTNEF] 2.1.3.4', () => {
  it('are rows of properties', () => {
    const row = (name: string, type: number) =>
      Buffer.concat([le(2, 4), text(0x3001001f, name), property(0x0c150003, le(type, 4))]);
    const { message, defects } = read(
      attribute(1, 0x00069004, Buffer.concat([le(2, 4), row('Anna', 1), row('Bo', 2)])),
    );
    expect(defects).toEqual([]);
    expect(message.recipients.map((bag) => [bag.get(PidTagDisplayName), bag.find(0x0c15)?.value])).toEqual([
      ['Anna', 1],
      ['Bo', 2],
    ]);
  });
});
