/** Text of PtypString8 in streams: no terminating null of its own. [MS-OXMSG] 2.1.3 */
import { withoutNulls } from '@postbus/bytes';
import { decodeText, encodeText } from '@postbus/charset';
import type { StringCharset } from './string-charset.ts';

/** Text in the charset that is told; where it is not, UTF-8 is recognised, and what tells nothing is windows-1252. */
export function readAnsi(bytes: Uint8Array, { name, isTold }: StringCharset): string {
  return withoutNulls(decodeText(bytes, name, { guess: !isTold }));
}

export function writeAnsi(text: string, { name }: StringCharset): Uint8Array<ArrayBuffer> {
  return encodeText(text, name ?? 'windows-1252');
}
