/** Whether bytes are UTF-8, wholly or mostly. RFC 3629 section 4 */
const lenient = new TextDecoder('utf-8');
/** Up to so many bytes a look at each is quicker than TextDecoder, whose `fatal` costs an exception besides. */
const short = 512;

/** Whether all bytes are ASCII. */
export function isAscii(bytes: Uint8Array): boolean {
  const { length } = bytes;
  let at = 0;
  for (; at + 7 < length; at += 8) {
    const seen =
      bytes[at]! | bytes[at + 1]! | bytes[at + 2]! | bytes[at + 3]! | bytes[at + 4]! | bytes[at + 5]! | bytes[at + 6]!;
    if ((seen | bytes[at + 7]!) >= 0x80) return false;
  }
  for (; at < length; at++) if (bytes[at]! >= 0x80) return false;
  return true;
}

/** Whether `bytes` are valid UTF-8; ASCII is. */
export function isUtf8(bytes: Uint8Array): boolean {
  if (bytes.length > short && !lenient.decode(bytes).includes('\ufffd')) return true;
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at]! < 0x80 ? 1 : sequenceLength(bytes, at);
    if (length === 0) return false;
    at += length;
  }
  return true;
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

/** Bytes of the sequence above ASCII at `at`, or 0 where there is none that is whole and shortest. RFC 3629 4 */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (at + length > bytes.length) return 0;
  for (let index = 1; index < length; index++) if ((bytes[at + index]! & 0xc0) !== 0x80) return 0;
  const second = length > 2 ? bytes[at + 1]! : 0;
  const wrong =
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second > 0x9f) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second > 0x8f);
  return wrong ? 0 : length;
}
