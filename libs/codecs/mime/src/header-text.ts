/** Bytes of header fields as text. RFC 5322 2.2.3, RFC 6532 3.2 */
import { latin1Text } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';

const escape = 0x1b;

/**
 * Text of a header's bytes: ASCII, UTF-8 (RFC 6532), or the 8-bit or shifted bytes that mailers send without a label.
 * @param charset the charset to read them by, asked for only where they are not UTF-8; windows-1252 unless given
 */
export function decodeHeaderBytes(bytes: Uint8Array, charset: () => string | undefined = noCharset): string {
  let seen = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    seen |= byte;
    if (byte === escape) return decodeText(bytes, shiftedCharset(charset()));
  }
  if (seen < 0x80) return latin1Text(bytes);
  const fallback = charset();
  return decodeText(bytes, undefined, fallback === undefined ? {} : { fallback });
}

/** Escape sequences without a label are Japanese, or what the message says of itself. */
function shiftedCharset(charset: string | undefined): string {
  return charset !== undefined && /^iso-2022/i.test(charset) ? charset : 'iso-2022-jp';
}

/** `text` without the line ends of folding, and without blanks at both ends. RFC 5322 2.2.3 */
export function unfold(text: string): string {
  return (text.includes('\n') ? text.replace(/\r?\n/g, '') : text).trim();
}

function noCharset(): undefined {
  return undefined;
}
