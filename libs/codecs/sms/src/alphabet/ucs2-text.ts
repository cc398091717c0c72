/** Text as UCS-2, which carriers and phones take for UTF-16, high octet first. 3GPP TS 23.038 6.2.3 */
import { textOfUnits } from './gsm-text.ts';

export function encodeUcs2(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    bytes[index * 2] = unit >>> 8;
    bytes[index * 2 + 1] = unit & 0xff;
  }
  return bytes;
}

/** The text of `bytes`, halves of surrogate pairs as they are; an odd last octet is passed over. */
export function decodeUcs2(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length >>> 1);
  for (let index = 0; index < units.length; index++) units[index] = (bytes[index * 2]! << 8) | bytes[index * 2 + 1]!;
  return textOfUnits(units);
}
