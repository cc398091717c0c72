/** EUC-TW: CNS 11643 plane 1 in two bytes, plane 2 in four, `8E A2` before it. RFC 1922 2.2 */
import type { CodePointTable } from './code-point-table.ts';
import { cnsPlane } from './cns11643.ts';
import { cellIndex, encodingOfTable, pushCell } from './double-byte-table.ts';
import { textOfUnits } from './text-units.ts';

const singleShift = 0x8e;
const firstPlane = 0xa1;
let encodings: readonly [CodePointTable, CodePointTable] | undefined;

/** Text of EUC-TW `bytes`; the planes from 3 on, of rare names, become U+FFFD. */
export function decodeEucTw(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      units[length++] = byte;
      continue;
    }
    const shifted = byte === singleShift && (bytes[at + 1] ?? 0) >= firstPlane;
    const plane = shifted ? bytes[++at]! - firstPlane + 1 : 1;
    const lead = shifted ? (bytes[++at] ?? 0) : byte;
    const trail = bytes[at + 1] ?? 0;
    const inSet = lead >= 0xa1 && trail >= 0xa1 && plane <= 2;
    length = pushCell(units, length, inSet ? cnsPlane(plane === 2 ? 2 : 1)[cellIndex(lead, trail)]! : 0);
    if (trail >= 0xa1) at++;
  }
  return textOfUnits(units.subarray(0, length));
}

/** The bytes of a code point above ASCII in EUC-TW as one number, or -1. */
export function eucTwBytes(codePoint: number): number {
  encodings ??= [encodingOfTable(cnsPlane(1)), encodingOfTable(cnsPlane(2))];
  const first = encodings[0].get(codePoint);
  if (first !== -1) return first;
  const second = encodings[1].get(codePoint);
  return second === -1 ? -1 : 0x8ea20000 + second;
}
