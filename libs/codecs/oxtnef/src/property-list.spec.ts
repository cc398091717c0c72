import {
  PidTagInternetCodepage,
  PidTagSubject,
  PropertyType,
  PS_INTERNET_HEADERS,
  type PropertyKey,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { readTnef } from './index.ts';
import {
  attribute,
  le,
  list,
  messageProperties,
  oemCodePage,
  property,
  sized,
  stream,
  text,
  variable,
  version,
  zeroEnded,
} from './tnef-stream.fixture.ts';

const internetHeaders = Buffer.from('8603020000000000c000000000000046', 'hex');
const guidBytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

function valueOf(bytes: Buffer, key: PropertyKey = 0x1234): unknown {
  const { message, defects } = readTnef(
    stream(version, oemCodePage(1252), messageProperties(bytes, text(0x0037001f, 'after'))),
  );
  expect(defects).toEqual([]);
  expect(message.properties.get(PidTagSubject)).toBe('after');
  return message.properties.find(key)?.value;
}

describe('values in a list of properties, [MS-OXTNEF] 2.1.3.4', () => {
  it.each<[string, number, Buffer, unknown]>([
    ['PtypNull', 0x0001, Buffer.alloc(0), new Uint8Array(0)],
    ['PtypInteger16, padded', 0x0002, Buffer.from('feff0000', 'hex'), -2],
    ['PtypInteger32', 0x0003, Buffer.from('feffffff', 'hex'), -2],
    ['PtypFloating32', 0x0004, Buffer.from('0000c03f', 'hex'), 1.5],
    ['PtypFloating64', 0x0005, Buffer.from('000000000000f8bf', 'hex'), -1.5],
    ['PtypCurrency', 0x0006, Buffer.from('ffffffffffffffff', 'hex'), -1n],
    ['PtypFloatingTime', 0x0007, Buffer.from('000000000000f83f', 'hex'), 1.5],
    ['PtypErrorCode', 0x000a, Buffer.from('0f010480', 'hex'), 0x8004010f],
    ['PtypBoolean, padded', 0x000b, Buffer.from('01000000', 'hex'), true],
    ['PtypInteger64', 0x0014, Buffer.from('0100000000000000', 'hex'), 1n],
    ['PtypTime', 0x0040, Buffer.from('00803ed5deb19d01', 'hex'), 116444736000000000n],
    ['PtypGuid', 0x0048, guidBytes, '33221100-5544-7766-8899-aabbccddeeff'],
  ])('%s', (_, type, bytes, expected) => {
    expect(valueOf(property(0x12340000 + type, bytes))).toEqual(expected);
  });

  it.each<[string, number, Buffer, unknown]>([
    ['PtypString8, padded', 0x001e, zeroEnded('Zoë!'), 'Zoë!'],
    ['PtypString, padded', 0x001f, zeroEnded('a✓', 'utf16le'), 'a✓'],
    ['PtypString with half a surrogate pair', 0x001f, Buffer.from('3dd80000', 'hex'), '\ud83d'],
    ['PtypString without its zero', 0x001f, Buffer.from('abc', 'utf16le'), 'abc'],
    ['PtypString that is long', 0x001f, zeroEnded('✓'.repeat(9000), 'utf16le'), '✓'.repeat(9000)],
    ['PtypBinary, padded', 0x0102, Buffer.from('0102030405', 'hex'), Uint8Array.of(1, 2, 3, 4, 5)],
    ['PtypServerId', 0x00fb, Buffer.from('01', 'hex'), Uint8Array.of(1)],
  ])('%s', (_, type, bytes, expected) => {
    const value = valueOf(variable(0x12340000 + type, bytes));
    expect(value instanceof Uint8Array ? Uint8Array.from(value) : value).toEqual(expected);
  });

  it.each<[string, number, Buffer[], unknown]>([
    ['PtypMultipleInteger16, each padded', 0x1002, [le(1, 4), le(0xffff, 4)], [1, -1]],
    ['PtypMultipleInteger32', 0x1003, [le(1, 4), le(2, 4), le(3, 4)], [1, 2, 3]],
    ['PtypMultipleTime', 0x1040, [le(7, 8)], [7n]],
    ['PtypMultipleString', 0x101f, [sized(zeroEnded('ab', 'utf16le')), sized(zeroEnded('', 'utf16le'))], ['ab', '']],
    ['PtypMultipleString8', 0x101e, [sized(zeroEnded('é'))], ['é']],
    ['none at all', 0x1003, [], []],
  ])('%s', (_, type, values, expected) => {
    expect(valueOf(property(0x12340000 + type, le(values.length, 4), ...values))).toEqual(expected);
  });

  it('names properties by number and by string, padded', () => {
    const byNumber = property(0x80010003, internetHeaders, le(0, 4), le(0x8503, 4), le(9, 4));
    expect(valueOf(byNumber, { guid: PS_INTERNET_HEADERS, lid: 0x8503 })).toBe(9);
    const byString = property(0x80020003, internetHeaders, le(1, 4), sized(zeroEnded('x-it', 'utf16le')), le(8, 4));
    expect(valueOf(byString, { guid: PS_INTERNET_HEADERS, name: 'x-it' })).toBe(8);
  });

  it('takes names of PS_MAPI as ids', () => {
    const mapi = Buffer.from('2803020000000000c000000000000046', 'hex');
    expect(valueOf(property(0x803c0003, mapi, le(0, 4), le(0x803c, 4), le(7, 4)), 0x803c)).toBe(7);
  });

  it('prefers text in UTF-16 to the same in the code page', () => {
    const [new16, old8] = [text(0x1234001f, 'new ✓'), variable(0x1234001e, zeroEnded('new ?'))];
    for (const both of [messageProperties(new16, old8), messageProperties(old8, new16)]) {
      expect(readTnef(stream(version, both)).message.properties.find(0x1234)?.value).toBe('new ✓');
    }
  });
});

describe('8-bit text, attOemCodepage, [MS-OXTNEF] 2.1.3.3.2', () => {
  const subject = attribute(1, 0x00018004, zeroEnded('\u00c1'));
  it('is PtypString once it is decoded', () => {
    const list = messageProperties(variable(0x1234001e, zeroEnded('\u00c1')));
    expect(readTnef(stream(version, oemCodePage(1253), list)).message.properties.find(0x1234)).toEqual({
      key: 0x1234,
      type: PropertyType.PtypString,
      value: 'Α',
    });
  });

  const subjectIn = (...before: readonly Uint8Array[]) =>
    readTnef(stream(version, ...before, subject)).message.properties.get(PidTagSubject);

  it('is in the code page that the stream tells, wherever it tells it', () => {
    expect(subjectIn(oemCodePage(1253))).toBe('Α');
    expect(subjectIn(oemCodePage(1251))).toBe('Б');
    expect(readTnef(stream(version, subject, oemCodePage(1253))).message.properties.get(PidTagSubject)).toBe('Α');
  });

  it('is in PidTagInternetCodepage where the stream tells none that is known', () => {
    const told = messageProperties(property((PidTagInternetCodepage.key as number) * 0x10000 + 3, le(28597, 4)));
    expect(subjectIn(told)).toBe('Α');
    expect(subjectIn(oemCodePage(4711), told)).toBe('Α');
  });

  it('is UTF-8 where nothing is told and it looks so, else windows-1252', () => {
    expect(subjectIn()).toBe('Á');
    const utf8 = attribute(1, 0x00018004, zeroEnded('✓', 'utf8'));
    expect(readTnef(stream(version, utf8)).message.properties.get(PidTagSubject)).toBe('✓');
  });
});

describe('lists that are not what they claim', () => {
  const defectsOf = (bytes: Buffer) => {
    const { message, defects } = readTnef(stream(version, attribute(1, 0x00069003, bytes)));
    return [defects.map(({ code }) => code), message.properties.get(PidTagSubject)];
  };
  const subject = text(0x0037001f, 'kept');

  it('keep what comes before a type that is not known', () => {
    expect(defectsOf(list(subject, property(0x12340099, le(0, 4))))).toEqual([['unknown-property-type'], 'kept']);
  });

  it('keep what there is of a count that is not true', () => {
    expect(defectsOf(Buffer.concat([le(0xffffffff, 4), subject]))).toEqual([['truncated'], 'kept']);
    expect(defectsOf(list(subject, property(0x12341003, le(0x7fffffff, 4), le(1, 4))))).toEqual([
      ['wrong-count', 'truncated'],
      'kept',
    ]);
  });

  it('keep the bytes that are left of a size that is not true', () => {
    const cut = list(subject, property(0x12340102, le(1, 4), le(0x7fffffff, 4), Buffer.from('left')));
    const { message, defects } = readTnef(stream(version, attribute(1, 0x00069003, cut)));
    expect(defects.map(({ code }) => code)).toEqual(['truncated']);
    expect(Buffer.from(message.properties.find(0x1234)!.value as Uint8Array).toString()).toBe('left');
  });

  it('take the first of several single values, and none of none', () => {
    const several = property(
      0x1234001f,
      le(2, 4),
      sized(zeroEnded('1st', 'utf16le')),
      sized(zeroEnded('2nd', 'utf16le')),
    );
    const { message, defects } = readTnef(
      stream(version, messageProperties(several, property(0x1235001f, le(0, 4)), subject)),
    );
    expect(defects.map(({ code }) => code)).toEqual(['wrong-count', 'wrong-count']);
    expect(message.properties.find(0x1234)?.value).toBe('1st');
    expect(message.properties.find(0x1235)).toBeUndefined();
    expect(message.properties.get(PidTagSubject)).toBe('kept');
  });

  it('end at a name of a kind that is not known', () => {
    expect(defectsOf(list(subject, property(0x80010003, internetHeaders, le(2, 4), le(1, 4))))).toEqual([
      ['bad-property-name'],
      'kept',
    ]);
  });
});
