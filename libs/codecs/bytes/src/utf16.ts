/** UTF-16, little-endian; half a surrogate pair stays what it is, both ways. [MS-OXCDATA] 2.11.1 */
const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });
/** Up to so many units, joining character codes beats one call of `TextDecoder`. */
const shortText = 128;
const chunk = 4096;

/** Text of `bytes`; an odd byte at the end is left out. */
export function utf16Text(bytes: Uint8Array): string {
  const length = bytes.length >> 1;
  if (length <= shortText) return unitsText(bytes, 0, length);
  const text = decoder.decode(length * 2 === bytes.length ? bytes : bytes.subarray(0, length * 2));
  return text.includes('\ufffd') ? exactText(bytes, length) : text;
}

/** Unit by unit: what is not well-formed stays as it is. */
function exactText(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let at = 0; at < length; at += chunk) text += unitsText(bytes, at, Math.min(length, at + chunk));
  return text;
}

function unitsText(bytes: Uint8Array, start: number, end: number): string {
  const units: number[] = [];
  for (let at = start * 2; at < end * 2; at += 2) units.push(bytes[at]! | (bytes[at + 1]! << 8));
  return String.fromCharCode.apply(null, units);
}

export function utf16Bytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    bytes[index * 2] = unit;
    bytes[index * 2 + 1] = unit >> 8;
  }
  return bytes;
}
