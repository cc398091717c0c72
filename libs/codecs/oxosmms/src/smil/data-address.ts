/** Text that stands in an address itself: `<text src="data:,Hello"/>`. RFC 2397; SMIL 1.0 4.2.3 */
import { fromBase64, utf8Bytes } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';

const dataAddress = /^data:(text\/plain)?((?:;[\w-]+=[\w.:-]+)*)(;base64)?,/i;

/** The text of `address`; undefined where it is no `data:` of plain text. */
export function dataText(address: string): string | undefined {
  const match = dataAddress.exec(address);
  if (match === null) return undefined;
  const data = address.slice(match[0].length);
  const charset = /;charset=([\w.:-]+)/i.exec(match[2]!)?.[1];
  try {
    return decodeText(match[3] === undefined ? octets(data) : fromBase64(data), charset ?? 'utf-8', { guess: true });
  } catch {
    return undefined;
  }
}

/** Escapes as the octets that they stand for, in any charset. */
function octets(data: string): Uint8Array {
  const source = utf8Bytes(data);
  const bytes = new Uint8Array(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    const digits = source[at] === 0x25 ? String.fromCharCode(source[at + 1] ?? 0, source[at + 2] ?? 0) : '';
    const isEscape = /^[\dA-F]{2}$/i.test(digits);
    bytes[length++] = isEscape ? Number.parseInt(digits, 16) : source[at]!;
    if (isEscape) at += 2;
  }
  return bytes.subarray(0, length);
}
