import { fromHex, toHex } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import {
  type InformationElement,
  NationalLanguage,
  concatenationOf,
  portsOf,
  readUserDataHeader,
  shiftsOf,
  userDataHeader,
} from './index.ts';

const elementsOf = (hex: string) => readUserDataHeader(fromHex(hex)).elements;

describe('the user data header, 3GPP TS 23.040 9.2.3.24', () => {
  it.each<[string, string, InformationElement]>([
    ['9.2.3.24.1', '0500030c0201', { kind: 'concatenation', bits: 8, reference: 12, total: 2, sequence: 1 }],
    ['9.2.3.24.8', '06080402010302', { kind: 'concatenation', bits: 16, reference: 513, total: 3, sequence: 2 }],
    ['9.2.3.24.2', '0401028003', { kind: 'special-message', store: true, profile: 1, waiting: 'voice', count: 3 }],
    ['9.2.3.24.2', '0401024700', { kind: 'special-message', store: false, profile: 3, waiting: 'video', count: 0 }],
    ['9.2.3.24.2', '0401020301', { kind: 'special-message', store: false, profile: 1, waiting: 'other', count: 1 }],
    ['9.2.3.24.3', '040402f0f1', { kind: 'ports', bits: 8, destination: 240, source: 241 }],
    ['9.2.3.24.4', '0605040b8423f0', { kind: 'ports', bits: 16, destination: 2948, source: 9200 }],
    ['9.2.3.24.15', '03240101', { kind: 'single-shift', language: NationalLanguage.Turkish }],
    ['9.2.3.24.16', '0325010d', { kind: 'locking-shift', language: NationalLanguage.Urdu }],
    ['any other', '0470020102', { kind: 'other', id: 0x70, data: Uint8Array.of(1, 2) }],
  ])('reads and writes the element of %s', (_section, hex, element) => {
    expect(elementsOf(hex)).toEqual([element]);
    expect(toHex(userDataHeader([element]))).toBe(hex);
  });

  it('takes the extended bits of an indication for nothing where it is none of the extended ones, 9.2.3.24.2', () => {
    const [element] = elementsOf('04010204ff');
    expect(element).toMatchObject({ waiting: 'voice', count: 255 });
    expect(toHex(userDataHeader([element!]))).toBe('04010200ff');
  });

  it('writes each indication as it was read', () => {
    for (let octet = 0; octet < 256; octet++) {
      const { elements } = readUserDataHeader(Uint8Array.of(4, 1, 2, octet, 1));
      expect(readUserDataHeader(userDataHeader(elements)).elements).toEqual(elements);
    }
  });

  it('says where the text begins', () => {
    expect(readUserDataHeader(fromHex('0500030c020141')).length).toBe(6);
  });

  it('writes no octets for no elements', () => {
    expect(userDataHeader([])).toHaveLength(0);
  });

  it.each([
    ['part 0', '0500030c0200'],
    ['a part above the total', '0500030c0203'],
    ['a wrong length', '0400020c02'],
    ['a language without tables', '0324010e'],
    ['an indication of one octet', '03010180'],
  ])('keeps an element with %s, and counts it as absent', (_what, hex) => {
    const [element] = elementsOf(hex);
    expect(element!.kind).toBe('other');
    expect(concatenationOf([element!])).toBeUndefined();
    expect(toHex(userDataHeader([element!]))).toBe(hex);
  });

  it.each([
    ['header-truncated', 0, '0500030c02'],
    ['header-truncated', 0, ''],
    ['element-truncated', 1, '0500040c0201'],
    ['element-truncated', 4, '0424010108'],
  ])('tells %s at %i of %j', (code, offset, hex) => {
    expect(() => elementsOf(hex)).toThrow(expect.objectContaining({ code, offset }));
  });

  it('takes the last of several elements of one kind', () => {
    const elements = elementsOf('0b0003010201080401020302');
    expect(concatenationOf(elements)?.bits).toBe(16);
    expect(shiftsOf(elementsOf('06240101240102'))).toEqual({ single: NationalLanguage.Spanish });
    expect(portsOf(elementsOf('0a0402010205040bb80bb9'))).toMatchObject({ bits: 16, destination: 3000 });
  });

  it('refuses to write what a field cannot hold', () => {
    const concatenation = { kind: 'concatenation', bits: 8, reference: 256, total: 2, sequence: 1 } as const;
    const refused = [
      concatenation,
      { ...concatenation, reference: 1, sequence: 3 },
      { ...concatenation, bits: 16, reference: 65536 },
      { kind: 'ports', bits: 8, destination: 256, source: 0 },
      { kind: 'special-message', store: true, profile: 1, waiting: 8, count: 1 },
    ] as const;
    for (const element of refused) {
      expect(() => userDataHeader([element])).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    }
    const long = { kind: 'other', id: 0x70, data: new Uint8Array(254) } as const;
    expect(() => userDataHeader([long])).toThrow(expect.objectContaining({ code: 'header-too-long' }));
  });
});
