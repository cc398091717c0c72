/** The quoted-printable transfer encoding. RFC 2045 6.7 */
import { asciiBytes } from '@postbus/bytes';

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const equals = 0x3d;
const hexDigits = asciiBytes('0123456789ABCDEF');
/** The octet of two hexadecimal digits, by the first of them and 256 times the second; -1 where one is none. */
const hexPairs = new Int16Array(0x10000).fill(-1);
for (let octet = 0; octet < 0x100; octet++) {
  const high = octet.toString(16).padStart(2, '0');
  for (const first of [high[0]!, high[0]!.toUpperCase()])
    for (const second of [high[1]!, high[1]!.toUpperCase()])
      hexPairs[first.charCodeAt(0) | (second.charCodeAt(0) << 8)] = octet;
}
/** Characters of a line, its soft break's `=` among them. RFC 2045 6.7 (5) */
const lineLength = 76;
/** 1 for what stands for itself wherever it is, but at the start of a line. */
const plain = new Uint8Array(256).fill(1, 0x21, 0x7f);
plain[equals] = 0;

/**
 * Octets of quoted-printable in `source` from `start` to `end`. Blanks at the end of a line were added on the way and
 * are dropped; an `=` that starts neither an octet nor a soft break stands for itself.
 */
export function decodeQuotedPrintable(source: Uint8Array, start = 0, end = source.length): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(end - start);
  let length = 0;
  /** Blanks before this place in `out` were encoded, or belong to a line before. */
  let kept = 0;
  let at = start;
  while (at < end) {
    let byte = source[at]!;
    while (byte !== equals && byte !== lineFeed) {
      out[length++] = byte;
      if (++at >= end) return out.subarray(0, withoutBlanks(out, length, kept));
      byte = source[at]!;
    }
    if (byte === lineFeed) {
      length = endLine(out, length, kept);
      at++;
    } else {
      const octet = at + 2 < end ? hexPairs[source[at + 1]! | (source[at + 2]! << 8)]! : -1;
      const next = octet >= 0 ? at + 3 : softBreakEnd(source, at, end);
      if (octet >= 0 || next === -1) out[length++] = octet >= 0 ? octet : equals;
      at = next === -1 ? at + 1 : next;
    }
    kept = length;
  }
  return out.subarray(0, withoutBlanks(out, length, kept));
}

/** Puts a line's end after what of it is not blank; gives the length then. */
function endLine(out: Uint8Array, length: number, kept: number): number {
  const broken = length > kept && out[length - 1] === carriageReturn;
  let end = withoutBlanks(out, broken ? length - 1 : length, kept);
  if (broken) out[end++] = carriageReturn;
  out[end++] = lineFeed;
  return end;
}

function withoutBlanks(out: Uint8Array, length: number, kept: number): number {
  let end = length;
  while (end > kept && (out[end - 1] === space || out[end - 1] === tab)) end--;
  return end;
}

/** Offset after the soft line break at `at`, or -1 where there is none. */
function softBreakEnd(source: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  while (next < end && (source[next] === space || source[next] === tab)) next++;
  if (next === end) return end;
  if (source[next] === lineFeed) return next + 1;
  if (source[next] !== carriageReturn) return -1;
  return source[next + 1] === lineFeed && next + 1 < end ? next + 2 : next + 1;
}

/** What line ends in the octets are: `text` keeps them as line ends (CRLF), `binary` encodes them. */
export type QuotedPrintableKind = 'text' | 'binary';

/**
 * `bytes` in quoted-printable. Lines hold 76 characters at most; blanks at a line's end, a `.` alone on its line and
 * the F of `From ` at a line's start are encoded, so that nothing on the way changes the text. RFC 2045 6.7, RFC 2049 3
 */
export function encodeQuotedPrintable(bytes: Uint8Array, kind: QuotedPrintableKind = 'text'): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length * 3 + Math.ceil((bytes.length * 3) / (lineLength - 3)) * 3 + 3);
  let length = 0;
  let column = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (column > 0 && column < lineLength - 1 && plain[bytes[at]!] === 1) {
      out[length++] = bytes[at]!;
      column++;
      continue;
    }
    const breakLength = kind === 'text' ? lineBreakLength(bytes, at) : 0;
    if (breakLength > 0) {
      out[length++] = carriageReturn;
      out[length++] = lineFeed;
      column = 0;
      at += breakLength - 1;
      continue;
    }
    const last = at + 1 === bytes.length || (kind === 'text' && lineBreakLength(bytes, at + 1) > 0);
    const width = mustEncode(bytes, at, column, last) ? 3 : 1;
    if (column + width > (last ? lineLength : lineLength - 1)) {
      out[length++] = equals;
      out[length++] = carriageReturn;
      out[length++] = lineFeed;
      column = 0;
      at--;
      continue;
    }
    if (width === 1) out[length++] = bytes[at]!;
    else {
      out[length++] = equals;
      out[length++] = hexDigits[bytes[at]! >> 4]!;
      out[length++] = hexDigits[bytes[at]! & 15]!;
    }
    column += width;
  }
  return out.slice(0, length);
}

function lineBreakLength(bytes: Uint8Array, at: number): number {
  if (bytes[at] === lineFeed) return 1;
  return bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? 2 : 0;
}

function mustEncode(bytes: Uint8Array, at: number, column: number, last: boolean): boolean {
  const byte = bytes[at]!;
  if (byte === space || byte === tab) return last;
  if (byte < 0x21 || byte > 0x7e || byte === equals) return true;
  if (column !== 0) return false;
  if (byte === 0x2e) return last;
  return (
    byte === 0x46 &&
    bytes[at + 1] === 0x72 &&
    bytes[at + 2] === 0x6f &&
    bytes[at + 3] === 0x6d &&
    bytes[at + 4] === space
  );
}
