import { fromHex, toHex } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import {
  type MessagePart,
  NationalLanguage,
  PartAssembly,
  type SegmentOptions,
  assembleParts,
  countText,
  packedUserData,
  readUserData,
  segmentOctets,
  segmentText,
  textOf,
  unpackedUserData,
} from './index.ts';

const { Turkish, Hindi, Spanish } = NationalLanguage;
const family = '👨‍👩‍👧‍👦';

function received(text: string, options: SegmentOptions = {}, packed = false): MessagePart[] {
  return segmentText(text, { reference: 7, ...options }).map((segment) => {
    const { bytes, length } = packed
      ? packedUserData(segment)
      : { bytes: unpackedUserData(segment), length: undefined };
    const hasHeader = segment.header.length > 0;
    return readUserData(bytes, { alphabet: segment.alphabet, hasHeader, packed, length }) as MessagePart;
  });
}

describe('counting a text', () => {
  it.each([
    ['', 'gsm', 0, 1, 160],
    ['a'.repeat(160), 'gsm', 160, 1, 0],
    ['a'.repeat(161), 'gsm', 161, 2, 145],
    ['a'.repeat(306), 'gsm', 306, 2, 0],
    ['a'.repeat(307), 'gsm', 307, 3, 152],
    ['€'.repeat(80), 'gsm', 160, 1, 0],
    ['ж'.repeat(70), 'ucs2', 70, 1, 0],
    ['ж'.repeat(71), 'ucs2', 71, 2, 63],
    ['😀'.repeat(35), 'ucs2', 70, 1, 0],
  ])('counts %j', (text, alphabet, units, parts, left) => {
    expect(countText(text)).toMatchObject({ encoding: { alphabet }, units, parts, left });
  });

  it('leaves a place free where an escaped character does not fit, 23.038 6.2.1.1', () => {
    const text = `${'a'.repeat(152)}€${'a'.repeat(20)}`;
    expect(countText(text)).toMatchObject({ units: 174, parts: 2, left: 131 });
    expect(segmentText(text, { reference: 1 }).map((part) => part.text)).toEqual([
      'a'.repeat(152),
      `€${'a'.repeat(20)}`,
    ]);
  });

  it('never cuts a surrogate pair', () => {
    const text = `${'ж'.repeat(66)}😀${'ж'.repeat(5)}`;
    expect(segmentText(text, { reference: 1 }).map((part) => part.text.length)).toEqual([66, 7]);
  });

  it('cuts no grapheme cluster where told, unless it is longer than a part', () => {
    const text = `${'ж'.repeat(60)}${family}${'ж'.repeat(10)}`;
    expect(segmentText(text, { reference: 1 })[0]!.text.length).toBe(66);
    expect(segmentText(text, { reference: 1, keepGraphemes: true })[0]!.text).toBe('ж'.repeat(60));
    const long = `e${'\u0301'.repeat(200)}`;
    expect(segmentText(long, { reference: 1, keepGraphemes: true }).map((part) => part.text.length)).toEqual([
      67, 67, 67,
    ]);
  });

  it('gives room to a wider reference, and to elements of the caller', () => {
    expect(countText('a'.repeat(161), { referenceBits: 16 }).perPart).toBe(152);
    const ports = { kind: 'ports', bits: 16, destination: 1, source: 2 } as const;
    expect(countText('a', { elements: [ports] }).perPart).toBe(152);
    expect(countText('a'.repeat(200), { elements: [ports] }).perPart).toBe(146);
    const long = { kind: 'other', id: 0x70, data: new Uint8Array(137) } as const;
    expect(() => countText('a', { elements: [long] })).toThrow(expect.objectContaining({ code: 'header-too-long' }));
  });

  it('takes time in proportion to the text', () => {
    const texts = [
      `ж${family}€`.repeat(10_000),
      `ж${'\u0301'.repeat(100_000)}`,
      '🇳'.repeat(200_000),
      'क्'.repeat(50_000),
    ];
    const start = performance.now();
    for (const text of texts)
      countText(text, { keepGraphemes: true, lockingShifts: [Hindi], singleShifts: [Turkish, Hindi] });
    expect(performance.now() - start).toBeLessThan(4000);
  });
});

describe('choice of the alphabet', () => {
  it('is the default one wherever that has the text, whatever is allowed', () => {
    expect(countText('hola', { singleShifts: [Spanish] }).encoding).toEqual({ alphabet: 'gsm' });
  });

  it('is a national table only where allowed, and counts the header that names it', () => {
    expect(countText('ığdır').encoding.alphabet).toBe('ucs2');
    expect(countText('ığdır', { singleShifts: [Turkish] })).toMatchObject({
      encoding: { alphabet: 'gsm', single: Turkish },
      units: 8,
      perPart: 155,
    });
    expect(countText('ığdır', { lockingShifts: [Turkish], singleShifts: [Turkish] })).toMatchObject({
      encoding: { locking: Turkish, single: undefined },
      units: 5,
      perPart: 155,
    });
    expect(countText('नमस्ते ^१', { lockingShifts: [Hindi], singleShifts: [Hindi] })).toMatchObject({
      encoding: { locking: Hindi, single: Hindi },
      perPart: 152,
    });
  });

  it('is UCS-2 where national tables take more parts', () => {
    const text = `क${'१'.repeat(17)}`;
    const options = { lockingShifts: [Hindi], singleShifts: [Hindi] };
    expect(countText(text, options)).toMatchObject({ encoding: { alphabet: 'gsm' }, units: 35, parts: 1 });
    const long = { kind: 'other', id: 0x70, data: new Uint8Array(101) } as const;
    expect(countText(text, { ...options, elements: [long] })).toMatchObject({
      encoding: { alphabet: 'ucs2' },
      parts: 1,
    });
  });

  it('is that of a transliteration where allowed and possible', () => {
    expect(segmentText('“ação”', { transliterate: true })[0]).toMatchObject({ alphabet: 'gsm', text: '"acao"' });
    expect(segmentText('“ж”', { transliterate: true })[0]).toMatchObject({ alphabet: 'ucs2', text: '“ж”' });
    expect(segmentText('“a”')[0]).toMatchObject({ alphabet: 'ucs2' });
  });

  it('is that of a transliteration by the national table that keeps the most letters', () => {
    const options = { transliterate: true, singleShifts: [Turkish, Spanish] };
    expect(segmentText('“ığdır”', options)[0]).toMatchObject({
      text: '"ığdır"',
      elements: [{ kind: 'single-shift', language: Turkish }],
    });
    expect(segmentText('“a”', options)[0]).toMatchObject({ text: '"a"', elements: [] });
  });

  it('is what was asked for, or an error', () => {
    expect(countText('a', { alphabet: 'ucs2' }).encoding.alphabet).toBe('ucs2');
    expect(() => countText('aж', { alphabet: 'gsm' })).toThrow(
      expect.objectContaining({ code: 'not-encodable', offset: 1 }),
    );
  });
});

describe('parts of a text, 3GPP TS 23.040 9.2.3.24', () => {
  it('has user data as it goes over the air, fill bits before the text', () => {
    const [first] = segmentText('a'.repeat(161), { reference: 0xcc });
    const { bytes, length } = packedUserData(first!);
    expect(length).toBe(160);
    expect(bytes).toHaveLength(140);
    expect(toHex(bytes.subarray(0, 9))).toBe('050003cc0201c2e170');
  });

  it('has 16 bit references, data coding and class', () => {
    const [first] = segmentText('ж'.repeat(71), { reference: 0x1234, referenceBits: 16, messageClass: 0 });
    expect(toHex(first!.header)).toBe('06080412340201');
    expect(first!.dataCoding).toBe(0x18);
    expect(segmentText('a')[0]).toMatchObject({ dataCoding: 0, elements: [] });
  });

  it('puts the ports and tables into the header of each part', () => {
    const ports = { kind: 'ports', bits: 16, destination: 9200, source: 9201 } as const;
    const parts = segmentText('ğ'.repeat(200), { reference: 1, lockingShifts: [Turkish], elements: [ports] });
    expect(parts).toHaveLength(2);
    for (const { elements } of parts) {
      expect(elements.map(({ kind }) => kind)).toEqual(['concatenation', 'ports', 'locking-shift']);
    }
  });

  it('refuses more parts than can be numbered, and parts without a reference', () => {
    expect(segmentText('a'.repeat(255 * 153), { reference: 0 })).toHaveLength(255);
    expect(() => segmentText('a'.repeat(255 * 153 + 1), { reference: 0 })).toThrow(
      expect.objectContaining({ code: 'too-many-parts' }),
    );
    expect(() => segmentText('a'.repeat(161))).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    expect(() => segmentText('a'.repeat(161), { reference: 256 })).toThrow(
      expect.objectContaining({ code: 'out-of-range' }),
    );
  });

  it('splits octets for an application', () => {
    const octets = Uint8Array.from({ length: 300 }, (_, index) => index);
    const ports = { kind: 'ports', bits: 16, destination: 2948, source: 9200 } as const;
    const parts = segmentOctets(octets, { elements: [ports], reference: 9 });
    expect(parts.map(({ body }) => body.length)).toEqual([128, 128, 44]);
    expect(parts[0]!.dataCoding).toBe(0x04);
    expect(segmentOctets(octets.subarray(0, 133), { elements: [ports] })).toHaveLength(1);
    expect(segmentOctets(new Uint8Array(0))).toHaveLength(1);
  });
});

describe('joining of parts, 3GPP TS 23.040 9.2.3.24.1', () => {
  const text = 'The quick brown fox €'.repeat(20);

  it.each([false, true])('gives the text again, whatever the order (packed: %s)', (packed) => {
    const parts = received(text, {}, packed);
    const [message, ...others] = assembleParts([...parts].reverse());
    expect(others).toEqual([]);
    expect(message!.isComplete).toBe(true);
    expect(message!.text()).toBe(text);
  });

  it('tells duplicates, conflicts and what is missing', () => {
    const [first, second, third] = received(text) as [MessagePart, MessagePart, MessagePart];
    const message = new PartAssembly(third);
    expect(message.add(first)).toBe('added');
    expect(message.add(first)).toBe('duplicate');
    expect(message.add({ ...first, body: second.body })).toBe('conflict');
    expect(message.missing).toEqual([2]);
    expect(() => message.text()).toThrow(expect.objectContaining({ code: 'incomplete' }));
    expect(message.textThere(' … ')).toBe(`${textOf(first)} … ${textOf(third)}`);
    expect(message.parts).toEqual([first, third]);
    message.add(second);
    expect(message.text()).toBe(text);
  });

  it('refuses parts that no message has', () => {
    const [part] = received(text) as [MessagePart];
    for (const [sequence, total] of [
      [0, 1],
      [1, 0],
      [3, 2],
      [1, 1e9],
      [Number.NaN, 2],
    ] as const) {
      const wrong = { ...part, concatenation: { ...part.concatenation, sequence, total } };
      expect(() => new PartAssembly(wrong)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
      expect(() => new PartAssembly(part).add(wrong)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    }
  });

  it('keeps messages with other references, totals or widths apart', () => {
    const parts = [received(text), received(text, { reference: 8 }), received(text, { referenceBits: 16 })].flat();
    expect(assembleParts(parts).map((message) => message.text())).toEqual([text, text, text]);
    expect(() => new PartAssembly(parts[0]!).add(parts.at(-1)!)).toThrow(
      expect.objectContaining({ code: 'other-message' }),
    );
  });

  it('joins what another sender cut in the middle of a surrogate pair or an escaped code', () => {
    const part = (sequence: number, alphabet: 'gsm' | 'ucs2', body: string): MessagePart => ({
      alphabet,
      shifts: {},
      body: fromHex(body),
      concatenation: { kind: 'concatenation', bits: 8, reference: 1, total: 2, sequence },
    });
    expect(assembleParts([part(2, 'ucs2', 'de00'), part(1, 'ucs2', '0041d83d')])[0]!.text()).toBe('A😀');
    expect(assembleParts([part(1, 'gsm', '411b'), part(2, 'gsm', '65')])[0]!.text()).toBe('A€');
    expect(assembleParts([part(1, 'gsm', '41'), part(2, 'ucs2', '0416')])[0]!.text()).toBe('AЖ');
  });
});

describe('one received message', () => {
  it('has the text of its national tables', () => {
    const [segment] = segmentText('ığdır', { singleShifts: [Turkish] });
    const { bytes, length } = packedUserData(segment!);
    const read = readUserData(bytes, { alphabet: 'gsm', hasHeader: true, packed: true, length });
    expect(read.shifts).toEqual({ single: Turkish });
    expect(textOf(read)).toBe('ığdır');
  });

  it('refuses a length that lies', () => {
    const options = { alphabet: 'ucs2', hasHeader: false, length: 5 } as const;
    expect(() => readUserData(new Uint8Array(4), options)).toThrow(
      expect.objectContaining({ code: 'user-data-truncated' }),
    );
    expect(readUserData(new Uint8Array(4), { alphabet: 'octets', hasHeader: false }).body).toHaveLength(4);
    expect(textOf({ alphabet: 'octets', shifts: {}, body: Uint8Array.of(0xe9) })).toBe('é');
  });
});
