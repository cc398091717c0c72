/** Content-Transfer-Encoding, by its name. RFC 2045 6 */
import { asciiBytes } from '@postbus/bytes';
import { decodeBase64Body, encodeBase64Body } from './base64.ts';
import { decodeQuotedPrintable, encodeQuotedPrintable } from './quoted-printable.ts';
import { decodeUuencode } from './uuencode.ts';
import { withoutComments } from './comment.ts';

export type TransferEncoding = '7bit' | '8bit' | 'binary' | 'base64' | 'quoted-printable' | 'x-uuencode' | 'unknown';

const names = new Map<string, TransferEncoding>([
  ['7bit', '7bit'],
  ['7-bit', '7bit'],
  ['8bit', '8bit'],
  ['8-bit', '8bit'],
  ['binary', 'binary'],
  ['base64', 'base64'],
  ['base-64', 'base64'],
  ['quoted-printable', 'quoted-printable'],
  ['quotedprintable', 'quoted-printable'],
  ['x-uuencode', 'x-uuencode'],
  ['uuencode', 'x-uuencode'],
  ['x-uue', 'x-uuencode'],
  ['uue', 'x-uuencode'],
  ['', '7bit'],
]);

/** The encoding that the value of a Content-Transfer-Encoding names. RFC 2045 6.1 */
export function parseTransferEncoding(text: string): TransferEncoding {
  const plain = names.get(text);
  if (plain !== undefined) return plain;
  const word =
    withoutComments(text)
      .replace(/[\s;"']+/g, ' ')
      .trim()
      .split(' ')[0] ?? '';
  return names.get(word.toLowerCase()) ?? 'unknown';
}

/** Octets of a body. Those of an identity encoding, or of an unknown one, are a view of `body`. RFC 2045 6.2, 6.4 */
export function decodeTransferEncoding(body: Uint8Array, encoding: TransferEncoding): Uint8Array {
  switch (encoding) {
    case 'base64':
      return decodeBase64Body(body);
    case 'quoted-printable':
      return decodeQuotedPrintable(body);
    case 'x-uuencode':
      return decodeUuencode(body).bytes;
    default:
      return body;
  }
}

/** `bytes` under `encoding`; those of an identity encoding are given back as they are. */
export function encodeTransferEncoding(
  bytes: Uint8Array,
  encoding: 'base64' | 'quoted-printable' | '7bit' | '8bit' | 'binary',
): Uint8Array {
  if (encoding === 'base64') return encodeBase64Body(bytes);
  return encoding === 'quoted-printable' ? encodeQuotedPrintable(bytes) : bytes;
}

/** Where the octets of a value lie in a message's original bytes. */
export interface BodySlice {
  readonly offset: number;
  readonly length: number;
  readonly transferEncoding: TransferEncoding;
}

const nothing = asciiBytes('');

/** Octets of a slice of `source`; a slice past its end gives what there is. */
export function decodeSlice(source: Uint8Array, slice: BodySlice): Uint8Array {
  if (slice.offset >= source.length) return nothing;
  return decodeTransferEncoding(source.subarray(slice.offset, slice.offset + slice.length), slice.transferEncoding);
}
