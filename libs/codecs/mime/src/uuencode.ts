/** Uuencoded data, as POSIX describes it and Content-Transfer-Encoding: x-uuencode carries it. */
import { asciiText } from '@postbus/bytes';
import { lineEnd } from './header-scan.ts';

export interface Uuencoded {
  /** The file's name from the `begin` line, empty where there is no such line. */
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const beginLine = /^begin(?:-base64)? [0-7]{3,4} (.*)$/;

/** The first file uuencoded in `source` between `start` and `end`; without a `begin` line all lines are taken as data. */
export function decodeUuencode(source: Uint8Array, start = 0, end = source.length): Uuencoded {
  const begun = findBegin(source, start, end);
  const out = new Uint8Array(Math.ceil(((end - begun.dataStart) * 3) / 4) + 3);
  let length = 0;
  for (let at = begun.dataStart; at < end;) {
    const next = Math.min(lineEnd(source, at), end);
    if (isEndLine(source, at)) break;
    length = decodeLine(source, at, next, out, length);
    at = next;
  }
  return { fileName: begun.fileName, bytes: out.subarray(0, length) };
}

function findBegin(source: Uint8Array, start: number, end: number): { fileName: string; dataStart: number } {
  for (let at = start; at < end;) {
    const next = Math.min(lineEnd(source, at), end);
    if (source[at] === 0x62) {
      const begun = beginLine.exec(asciiText(source.subarray(at, next)).trimEnd());
      if (begun !== null) return { fileName: begun[1]!, dataStart: next };
    }
    at = next;
  }
  return { fileName: '', dataStart: start };
}

function isEndLine(source: Uint8Array, at: number): boolean {
  const ends = source[at] === 0x65 && source[at + 1] === 0x6e && source[at + 2] === 0x64;
  return ends && (source[at + 3] === undefined || source[at + 3]! <= 0x20);
}

/** A line: how many octets, then four characters for each three of them. Blanks lost at its end count as zeros. */
function decodeLine(source: Uint8Array, start: number, end: number, out: Uint8Array, place: number): number {
  const octets = sixBits(source[start]!);
  const written = Math.min(octets, Math.floor(((end - start) * 3) / 4) + 1);
  for (let index = 0; index < written; index++) {
    const at = start + 1 + Math.floor(index / 3) * 4;
    const character = (offset: number): number => (at + offset < end ? sixBits(source[at + offset]!) : 0);
    const third = index % 3;
    out[place + index] = ((character(third) << (2 + third * 2)) | (character(third + 1) >> (4 - third * 2))) & 0xff;
  }
  return place + written;
}

function sixBits(byte: number): number {
  return byte >= 0x20 && byte <= 0x60 ? (byte - 0x20) & 63 : 0;
}
