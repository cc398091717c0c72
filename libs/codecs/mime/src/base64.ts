/** The base64 transfer encoding, with all that mail does to it. RFC 2045 6.8 */
import { asciiBytes } from '@postbus/bytes';

const alphabet = asciiBytes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const padding = 0x3d;
const foreign = 0x80;
const values = new Uint8Array(256).fill(foreign);
for (let index = 0; index < 64; index++) values[alphabet[index]!] = index;
/** The 12 bits of two characters, by the first of them and 256 times the second; -1 where one is foreign. */
const pairs = new Int16Array(0x10000).fill(-1);
for (const [high, first] of alphabet.entries()) {
  for (const [low, second] of alphabet.entries()) pairs[first | (second << 8)] = (high << 6) | low;
}
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** Octets in a line of 76 characters. RFC 2045 6.8 */
const octetsOfLine = 57;
const lineLength = 76;

/**
 * Octets of base64 in `source` from `start` to `end`. Characters outside the alphabet are passed over; padding ends a
 * group, and what comes after it is decoded on.
 */
export function decodeBase64Body(source: Uint8Array, start = 0, end = source.length): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil(((end - start) * 3) / 4) + 3);
  const odd = source.byteOffset & 1;
  const halves = new Uint16Array(source.buffer, source.byteOffset - odd, (source.length + odd) >> 1);
  const view = new DataView(out.buffer);
  const run: Run = { source, end, out, view, halves, odd, at: start, length: 0 };
  while (run.at < end) {
    decodeLines(run);
    decodeGroup(run);
  }
  return out.subarray(0, run.length);
}

interface Run {
  readonly source: Uint8Array;
  readonly end: number;
  readonly out: Uint8Array;
  readonly view: DataView;
  /** The source two bytes at a time; it begins one byte before where `odd` is 1. */
  readonly halves: Uint16Array;
  readonly odd: number;
  /** How far is read, and written. */
  at: number;
  length: number;
}

/** Whole groups of four, the common case, over the ends of lines; up to what is no group. */
function decodeLines(run: Run): void {
  const { source, end, odd } = run;
  for (;;) {
    if (littleEndian) {
      if (((run.at + odd) & 1) === 0) decodeAtEven(run);
      else decodeAtOdd(run);
    }
    decodeGroups(run);
    const { at } = run;
    if (at + 3 >= end) return;
    if (source[at] === 0x0a) run.at = at + 1;
    else if (source[at] === 0x0d && source[at + 1] === 0x0a) run.at = at + 2;
    else return;
  }
}

/** Two groups at once, read two characters at a time. */
function decodeAtEven(run: Run): void {
  const { halves, odd, view } = run;
  const last = ((run.end + odd) >> 1) - 3;
  let { length } = run;
  let index = (run.at + odd) >> 1;
  for (; index < last; index += 4) {
    const a = pairs[halves[index]!]!;
    const b = pairs[halves[index + 1]!]!;
    const c = pairs[halves[index + 2]!]!;
    const d = pairs[halves[index + 3]!]!;
    if ((a | b | c | d) < 0) break;
    view.setInt32(length, (a << 20) | (b << 8) | (c >> 4));
    view.setInt16(length + 4, (c << 12) | d);
    length += 6;
  }
  run.at = index * 2 - odd;
  run.length = length;
}

/** The same where the groups lie at an odd address: the first character of each is read with the last of the one before. */
function decodeAtOdd(run: Run): void {
  const { source, halves, odd, view } = run;
  let first = values[source[run.at]!]!;
  if (first === foreign) return;
  const last = ((run.end + odd) >> 1) - 3;
  let { length } = run;
  let index = (run.at + odd + 1) >> 1;
  for (; index < last; index += 4) {
    const a = pairs[halves[index]!]!;
    const b = pairs[halves[index + 1]!]!;
    const c = pairs[halves[index + 2]!]!;
    const d = pairs[halves[index + 3]!]!;
    if ((a | b | c | d) < 0) break;
    view.setInt32(length, (first << 26) | (a << 14) | (b << 2) | (c >> 10));
    view.setInt16(length + 4, (c << 6) | (d >> 6));
    first = d & 0x3f;
    length += 6;
  }
  run.at = index * 2 - odd - 1;
  run.length = length;
}

/** One group after another. */
function decodeGroups(run: Run): void {
  const { source, end, out } = run;
  let { at, length } = run;
  for (; at + 3 < end; at += 4) {
    const first = pairs[source[at]! | (source[at + 1]! << 8)]!;
    const second = pairs[source[at + 2]! | (source[at + 3]! << 8)]!;
    if ((first | second) < 0) break;
    out[length] = first >> 4;
    out[length + 1] = (first << 4) | (second >> 8);
    out[length + 2] = second;
    length += 3;
  }
  run.at = at;
  run.length = length;
}

/** One group with foreign characters before or inside it, up to its padding or the end; or only foreign characters. */
function decodeGroup(run: Run): void {
  const { source, end } = run;
  let group = 0;
  let bits = 0;
  while (run.at < end && bits < 24) {
    const byte = source[run.at++]!;
    const value = values[byte]!;
    if (value !== foreign) {
      group = (group << 6) | value;
      bits += 6;
    } else if (bits > 0 ? byte === padding : run.at < end && values[source[run.at]!] !== foreign) break;
  }
  for (; bits >= 8; bits -= 8) run.out[run.length++] = group >> (bits - 8);
}

/** Octets of base64 in `text`, as lenient as `decodeBase64Body`, to `place` in `out`; gives the place after them. */
export function decodeBase64Text(text: string, out: Uint8Array, place: number): number {
  let length = place;
  let at = 0;
  for (; at + 3 < text.length; at += 4) {
    const first = valueOf(text, at);
    const second = valueOf(text, at + 1);
    const third = valueOf(text, at + 2);
    const fourth = valueOf(text, at + 3);
    if ((first | second | third | fourth) >= foreign) break;
    out[length++] = (first << 2) | (second >> 4);
    out[length++] = (second << 4) | (third >> 2);
    out[length++] = (third << 6) | fourth;
  }
  if (at >= text.length) return length;
  const octets = octetsOfPadded(text, at);
  if (octets === 0) return decodeRest(text, at, out, length);
  out[length++] = (valueOf(text, at) << 2) | (valueOf(text, at + 1) >> 4);
  if (octets === 2) out[length++] = (valueOf(text, at + 1) << 4) | (valueOf(text, at + 2) >> 2);
  return length;
}

/** How many octets the group at `at` has where it is the last one, and is padded as it should be; else 0. */
function octetsOfPadded(text: string, at: number): 0 | 1 | 2 {
  if (text.length - at !== 4 || text.charCodeAt(at + 3) !== padding) return 0;
  if ((valueOf(text, at) | valueOf(text, at + 1)) >= foreign) return 0;
  if (text.charCodeAt(at + 2) === padding) return 1;
  return valueOf(text, at + 2) < foreign ? 2 : 0;
}

/** What is left from the first group on that is not whole, and not the padded end. */
function decodeRest(text: string, start: number, out: Uint8Array, place: number): number {
  const bytes = new Uint8Array(text.length - start);
  for (let at = start; at < text.length; at++) bytes[at - start] = Math.min(text.charCodeAt(at), 0xff);
  const rest = decodeBase64Body(bytes);
  out.set(rest, place);
  return place + rest.length;
}

function valueOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 0x80 ? values[code]! : foreign;
}

/** `bytes` in base64, lines of 76 characters each ended by CRLF. RFC 2045 6.8 */
export function encodeBase64Body(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const lines = Math.ceil(bytes.length / octetsOfLine);
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4 + lines * 2);
  let length = 0;
  for (let start = 0; start < bytes.length; start += octetsOfLine) {
    length = encodeLine(bytes, start, Math.min(bytes.length, start + octetsOfLine), out, length);
    out[length++] = 0x0d;
    out[length++] = 0x0a;
  }
  return out;
}

function encodeLine(bytes: Uint8Array, start: number, end: number, out: Uint8Array, place: number): number {
  let length = place;
  for (let at = start; at < end; at += 3) {
    const first = bytes[at]!;
    const second = at + 1 < end ? bytes[at + 1]! : 0;
    const third = at + 2 < end ? bytes[at + 2]! : 0;
    out[length++] = alphabet[first >> 2]!;
    out[length++] = alphabet[((first & 3) << 4) | (second >> 4)]!;
    out[length++] = at + 1 < end ? alphabet[((second & 15) << 2) | (third >> 6)]! : padding;
    out[length++] = at + 2 < end ? alphabet[third & 63]! : padding;
  }
  return length;
}

/** The longest line that `encodeBase64Body` writes, in characters. */
export const base64LineLength = lineLength;
