import { PidTagAttachDataBinary, PidTagAttachFilename, PidTagMessageClass, PidTagSubject } from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { TnefError, isTnef, readTnef, type TnefContent, type TnefLimits } from './index.ts';
import {
  attachmentProperties,
  attribute,
  dateTime,
  le,
  messageProperties,
  property,
  renddata,
  stream,
  text,
  version,
  zeroEnded,
} from './tnef-stream.fixture.ts';

const subject = attribute(1, 0x00018004, zeroEnded('kept'));
const codes = ({ defects }: TnefContent) => defects.map(({ code }) => code);
const subjectOf = ({ message }: TnefContent) => message.properties.get(PidTagSubject);

function told(...attributes: readonly Uint8Array[]): [codes: string[], subject: string | undefined] {
  const content = readTnef(stream(...attributes));
  return [codes(content), subjectOf(content)];
}

describe('what is no stream', () => {
  it('is told by its first bytes', () => {
    expect([isTnef(stream()), isTnef(Buffer.from('MIME')), isTnef(new Uint8Array(3))]).toEqual([true, false, false]);
    expect(() => readTnef(Buffer.from('MIME-Version'))).toThrow(
      expect.objectContaining({ code: 'not-tnef', place: '0' }),
    );
    expect(() => readTnef(stream().subarray(0, 5))).toThrow(TnefError);
    expect(() => readTnef(stream().subarray(0, 5))).toThrow(expect.objectContaining({ code: 'too-short' }));
  });

  it('is not one that has nothing but its key', () => {
    const { message, key, defects } = readTnef(stream());
    expect([message.properties.size, key, defects]).toEqual([0, 1, []]);
  });
});

describe('defects are told with their offset, and survived', () => {
  it('wrong checksums', () => {
    const content = readTnef(stream(version, attribute(1, 0x00018004, zeroEnded('kept'), 0xbad)));
    expect(content.defects).toEqual([
      { code: 'wrong-checksum', offset: 6 + 15, message: expect.stringContaining('2989') as string },
    ]);
    expect(subjectOf(content)).toBe('kept');
  });

  it('another version', () => {
    expect(told(attribute(1, 0x00089006, le(2, 4)), subject)).toEqual([['wrong-version'], 'kept']);
  });

  it('unknown attributes, passed over', () => {
    expect(told(version, attribute(1, 0x0006bad0, Buffer.from('what')), subject)).toEqual([
      ['unknown-attribute'],
      'kept',
    ]);
  });

  it('attributes at the level of the other', () => {
    expect(told(attribute(2, 0x00018004, zeroEnded('kept')))).toEqual([['wrong-level'], 'kept']);
  });

  it('attributes with the type of another', () => {
    expect(told(attribute(1, 0x00028004, zeroEnded('kept')))).toEqual([['wrong-attribute-type'], 'kept']);
  });

  it('bytes between attributes that are none', () => {
    expect(told(version, Buffer.from('garbage \x01 between'), subject)).toEqual([['not-an-attribute'], 'kept']);
    expect(told(subject, Buffer.from('garbage at the end'))).toEqual([['not-an-attribute'], 'kept']);
  });

  it('values that are none of their attribute', () => {
    const bad = [
      attribute(1, 0x00038005, dateTime(2026, 13, 1, 0, 0, 0, 0)),
      attribute(1, 0x00038006, Buffer.alloc(3)),
      attribute(1, 0x0004800d, le(77, 2)),
      attribute(1, 0x00018009, zeroEnded('no hex')),
      attribute(1, 0x00050008, Buffer.alloc(1)),
      attribute(1, 0x00008000, Buffer.from('040000ffff00ff0041', 'hex')),
      attribute(1, 0x00060001, Buffer.from('ffff41', 'hex')),
    ];
    expect(told(...bad, subject)).toEqual([bad.map(() => 'bad-attribute'), 'kept']);
  });

  it('a length past the end, up to the next attribute where it cannot be that long', () => {
    const lying = attribute(1, 0x00078008, zeroEnded('IPM.Note'));
    lying.writeUInt32LE(0xffffff, 5);
    const content = readTnef(stream(lying, subject));
    expect(codes(content)).toEqual(['truncated']);
    expect(subjectOf(content)).toBe('kept');
    expect(content.message.properties.get(PidTagMessageClass)).toBe('IPM.Note');
  });

  it('an attachment that is cut off', () => {
    const whole = stream(
      version,
      renddata,
      attribute(2, 0x00018010, zeroEnded('a.bin')),
      attribute(2, 0x0006800f, Buffer.alloc(100, 7)),
    );
    const content = readTnef(whole.subarray(0, whole.length - 52));
    expect(codes(content)).toEqual(['truncated']);
    const { properties } = content.message.attachments[0]!;
    expect(properties.get(PidTagAttachDataBinary)).toHaveLength(50);
  });

  it('attachments without attAttachRenddata', () => {
    const named = (name: string) => attribute(2, 0x00018010, zeroEnded(name));
    const content = readTnef(stream(version, named('1'), attribute(2, 0x0006800f, Buffer.from('x')), named('2')));
    expect(codes(content)).toEqual(['missing-renddata', 'missing-renddata']);
    expect(content.message.attachments.map(({ properties }) => properties.get(PidTagAttachFilename))).toEqual([
      '1',
      '2',
    ]);
  });

  it('objects without an interface that is known', () => {
    const unknown = property(0x3701000d, le(1, 4), le(20, 4), Buffer.alloc(16, 9), Buffer.from('data'));
    const short = property(0x3701000d, le(1, 4), le(4, 4), Buffer.from('data'));
    for (const object of [unknown, short]) {
      const content = readTnef(stream(version, renddata, attachmentProperties(object)));
      expect(codes(content)).toEqual(['unknown-interface']);
      const value = content.message.attachments[0]!.properties.find(0x3701)!.value as Uint8Array;
      expect(Buffer.from(value).toString()).toBe('data');
    }
  });
});

describe('limits', () => {
  const limited = (limits: TnefLimits, ...attributes: readonly Uint8Array[]) =>
    readTnef(stream(version, ...attributes), { limits });

  it('recipients and attachments', () => {
    const content = limited(
      { objects: 5 },
      attribute(1, 0x00069004, Buffer.concat([le(4, 4), Buffer.alloc(16)])),
      renddata,
      renddata,
      renddata,
    );
    expect([content.message.recipients.length, content.message.attachments.length]).toEqual([4, 1]);
    expect(codes(content)).toEqual(['too-many']);
  });

  it('properties and values', () => {
    const many = property(0x12341003, le(5, 4), Buffer.alloc(20));
    expect(codes(limited({ values: 4 }, messageProperties(text(0x0037001f, 'a'), many)))).toEqual(['too-many']);
  });

  it('defects', () => {
    const unknown = Array.from({ length: 50 }, () => attribute(1, 0x0006bad0, Buffer.alloc(0)));
    const { defects } = limited({ defects: 10 }, ...unknown);
    expect(defects.map(({ code }) => code)).toEqual([...Array(10).fill('unknown-attribute'), 'more-defects']);
  });

  it('does not believe a table of 4,000,000,000 rows', () => {
    const content = limited({}, attribute(1, 0x00069004, le(0xffffffff, 4)));
    expect([content.message.recipients.length, codes(content)]).toEqual([1, ['truncated']]);
  });
});
