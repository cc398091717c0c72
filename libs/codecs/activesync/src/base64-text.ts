/** Base64 as ASCII bytes: attachments are too long to be joined as strings. RFC 4648 section 4 */
const alphabet = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const padding = 0x3d;

/** The bytes of the base64 text of `bytes`, padded. */
export function base64Text(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let at = 0;
  for (let index = 0; index < bytes.length; index += 3) {
    const group = (bytes[index]! << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    text[at++] = alphabet[group >> 18]!;
    text[at++] = alphabet[(group >> 12) & 63]!;
    text[at++] = alphabet[(group >> 6) & 63]!;
    text[at++] = alphabet[group & 63]!;
  }
  const short = (3 - (bytes.length % 3)) % 3;
  return text.fill(padding, text.length - short);
}
