/** Whether bytes are UTF-8, wholly or mostly. RFC 3629 section 4 */
const strict = new TextDecoder('utf-8', { fatal: true });

/** Whether all bytes are ASCII. */
export function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! >= 0x80) return false;
  return true;
}

/** Whether `bytes` are valid UTF-8; ASCII is. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The share, 0 to 1, of the bytes above 0x7F that belong to whole UTF-8 sequences; 1 where there are none. */
export function utf8Share(bytes: Uint8Array): number {
  let valid = 0;
  let wrong = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! < 0x80) continue;
    const length = sequenceLength(bytes, at);
    if (length === 0) wrong++;
    else {
      valid += length;
      at += length - 1;
    }
  }
  return valid + wrong === 0 ? 1 : valid / (valid + wrong);
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index];
    if (byte === undefined || (byte & 0xc0) !== 0x80) return 0;
  }
  return length;
}
