/**
 * Elements of DER, X.690 10, written as lists of pieces that are joined once, so that content of any size is copied once.
 */
import { joined } from './values.ts';
import { Tag } from './tlv.ts';

/** An encoded element, or several one after another, in pieces. */
export type Der = readonly Uint8Array[];

/** `parts` within an element of identifier octet `identifier`. */
export function element(identifier: number, ...parts: readonly Der[]): Der {
  const pieces = parts.flat();
  return [header(identifier, lengthOf(pieces)), ...pieces];
}

export const sequence = (...parts: readonly Der[]): Der => element(Tag.Sequence | 0x20, ...parts);
export const octetString = (...pieces: Der): Der => element(Tag.OctetString, pieces);
export const bitString = (bytes: Uint8Array): Der => element(Tag.BitString, [Uint8Array.of(0), bytes]);
export const nullValue: Der = [Uint8Array.of(Tag.Null, 0)];
/** `[number]` around `parts`, constructed: explicit tagging, or implicit tagging of something constructed. */
export const context = (number: number, ...parts: readonly Der[]): Der => element(0xa0 | number, ...parts);

/** A SET OF: its elements by their octets in rising order. X.690 11.6 */
export function setOf(...elements: readonly Der[]): Der {
  const encoded = elements.map(bytesOf).sort(compareOctets);
  return element(Tag.Set | 0x20, encoded);
}

/** An INTEGER of octets that are not negative. */
export function unsigned(octets: Uint8Array): Der {
  let from = 0;
  while (from < octets.length - 1 && octets[from] === 0) from++;
  const digits = octets.subarray(from);
  return element(Tag.Integer, digits[0]! >= 0x80 ? [Uint8Array.of(0), digits] : [digits]);
}

export const integer = (value: number): Der => unsigned(bigEndian(value));

/** The octets of an INTEGER as another element has them. */
export const integerOf = (octets: Uint8Array): Der => element(Tag.Integer, [octets]);

/** An OBJECT IDENTIFIER of its arcs with dots. */
export function objectIdentifier(dotted: string): Der {
  const [first = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  return element(Tag.Oid, [Uint8Array.from([first * 40 + second, ...arcs].flatMap(base128))]);
}

function base128(arc: number): number[] {
  const digits = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest % 128) | 0x80);
  return digits;
}

/** A time: UTCTime up to 2049, then GeneralizedTime. RFC 5652 11.3 */
export function timeValue(date: Date): Der {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  const utc = date.getUTCFullYear() >= 1950 && date.getUTCFullYear() < 2050;
  const ascii = new TextEncoder().encode(utc ? digits.slice(2) : digits);
  return element(utc ? Tag.UtcTime : Tag.GeneralizedTime, [ascii]);
}

/** The pieces of `der` in one. */
export const bytesOf = (der: Der): Uint8Array => joined(der);

function header(identifier: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(identifier, length);
  const digits = bigEndian(length);
  return Uint8Array.of(identifier, 0x80 | digits.length, ...digits);
}

function bigEndian(value: number): Uint8Array {
  const digits = [value % 256];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Uint8Array.from(digits);
}

const lengthOf = (pieces: Der): number => pieces.reduce((length, piece) => length + piece.length, 0);

function compareOctets(left: Uint8Array, right: Uint8Array): number {
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at++) if (left[at] !== right[at]) return left[at]! - right[at]!;
  return left.length - right.length;
}
