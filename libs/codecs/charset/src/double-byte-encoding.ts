/** Code point to bytes for multi-byte charsets: the reverse of TextDecoder's tables, made at first use. */

import { uhcExtension } from './uhc.ts';

/** Code point to two bytes, `lead << 8 | trail`, or one byte below 0x100. */
export type ByteEncoding = ReadonlyMap<number, number>;

interface Plane {
  /** What the charset has beyond TextDecoder's table. */
  readonly extension?: () => [codePoint: number, pair: number][];
  readonly charset: string;
  readonly leads: readonly (readonly [first: number, last: number])[];
  readonly trails: readonly (readonly [first: number, last: number])[];
}

const planes: Readonly<Record<string, Plane>> = {
  shift_jis: {
    charset: 'shift_jis',
    leads: [
      [0x81, 0x9f],
      [0xe0, 0xfc],
    ],
    trails: [
      [0x40, 0x7e],
      [0x80, 0xfc],
    ],
  },
  'euc-jp': { charset: 'euc-jp', leads: [[0xa1, 0xfe]], trails: [[0xa1, 0xfe]] },
  'euc-kr': { charset: 'euc-kr', leads: [[0xa1, 0xfe]], trails: [[0xa1, 0xfe]] },
  uhc: { charset: 'euc-kr', leads: [[0xa1, 0xfe]], trails: [[0xa1, 0xfe]], extension: uhcExtension },
  gbk: {
    charset: 'gbk',
    leads: [[0x81, 0xfe]],
    trails: [
      [0x40, 0x7e],
      [0x80, 0xfe],
    ],
  },
  big5: {
    charset: 'big5',
    leads: [[0xa1, 0xf9]],
    trails: [
      [0x40, 0x7e],
      [0xa1, 0xfe],
    ],
  },
};
const made = new Map<string, ByteEncoding>();

/** The reverse of the two-byte plane of `charset`: one of shift_jis, euc-jp, euc-kr, uhc, gbk, big5. */
export function doubleByteEncoding(charset: string): ByteEncoding {
  let encoding = made.get(charset);
  if (encoding === undefined) made.set(charset, (encoding = makeEncoding(planes[charset]!)));
  return encoding;
}

function makeEncoding(plane: Plane): ByteEncoding {
  const encoding = new Map<number, number>();
  const decoder = new TextDecoder(plane.charset);
  if (plane.charset === 'shift_jis') addSingleBytes(encoding, decoder, 0xa1, 0xdf);
  for (const lead of numbers(plane.leads)) addRow(encoding, decoder, lead, numbers(plane.trails));
  if (plane.extension !== undefined) for (const [codePoint, pair] of plane.extension()) encoding.set(codePoint, pair);
  return encoding;
}

function addSingleBytes(encoding: Map<number, number>, decoder: TextDecoder, first: number, last: number): void {
  for (let byte = first; byte <= last; byte++) {
    encoding.set(decoder.decode(Uint8Array.of(byte)).charCodeAt(0), byte);
  }
}

/** Decodes a row with a line feed after each pair, so that a pair without a character disturbs no other. */
function addRow(encoding: Map<number, number>, decoder: TextDecoder, lead: number, trails: readonly number[]): void {
  const bytes = new Uint8Array(trails.length * 3);
  for (const [index, trail] of trails.entries()) bytes.set([lead, trail, 0x0a], index * 3);
  for (const [index, text] of decoder.decode(bytes).split('\n').entries()) {
    const codePoint = text.codePointAt(0);
    if (codePoint === undefined || codePoint === 0xfffd || codePoint < 0x80) continue;
    if (String.fromCodePoint(codePoint) !== text || isPrivate(codePoint) || encoding.has(codePoint)) continue;
    encoding.set(codePoint, (lead << 8) | trails[index]!);
  }
}

function isPrivate(codePoint: number): boolean {
  return codePoint >= 0xe000 && codePoint < 0xf900;
}

function numbers(ranges: readonly (readonly [number, number])[]): number[] {
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
}
