/** PtypString: UTF-16, little-endian; half a surrogate pair stays what it is. [MS-OXCDATA] 2.11.1 */

/** Up to this many units one call a unit beats a typed array. */
const shortText = 32;
const chunk = 8192;

/** Text of `bytes`; an odd byte at the end is left out. */
export function utf16Text(bytes: Uint8Array): string {
  const length = bytes.length >> 1;
  return length <= shortText ? shortUtf16Text(bytes, length) : longUtf16Text(bytes, length);
}

function shortUtf16Text(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let index = 0; index < length; index++) {
    text += String.fromCharCode(bytes[index * 2]! | (bytes[index * 2 + 1]! << 8));
  }
  return text;
}

function longUtf16Text(bytes: Uint8Array, length: number): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const units = new Uint16Array(Math.min(length, chunk));
  let text = '';
  for (let start = 0; start < length; start += chunk) {
    const count = Math.min(chunk, length - start);
    for (let index = 0; index < count; index++) units[index] = view.getUint16((start + index) * 2, true);
    text += String.fromCharCode.apply(null, units.subarray(0, count) as unknown as number[]);
  }
  return text;
}

/** `text` and a terminating zero. */
export function utf16Bytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2 + 2);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    bytes[index * 2] = unit;
    bytes[index * 2 + 1] = unit >> 8;
  }
  return bytes;
}
