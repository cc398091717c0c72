/** The content type of CMS by its first octets, so that recognition costs nothing. RFC 5652 3 */
import { toHex } from '@postbus/bytes';

export type CmsType = 'signed-data' | 'enveloped-data' | 'auth-enveloped-data' | 'compressed-data';

/** The contents octets of the object identifiers, in hexadecimal digits. RFC 5652 5.1, 6.1; RFC 3274 1.1; RFC 5083 2.1 */
const types: Readonly<Record<string, CmsType>> = {
  '2a864886f70d010702': 'signed-data',
  '2a864886f70d010703': 'enveloped-data',
  '2a864886f70d0109100109': 'compressed-data',
  '2a864886f70d0109100117': 'auth-enveloped-data',
};

/** Octets that are enough: a length of nine octets at most, and the object identifier. */
export const cmsTypeOctets = 32;

/** The type of the ContentInfo that `bytes` begins with; undefined where it is none, or of another type. */
export function cmsTypeOf(bytes: Uint8Array): CmsType | undefined {
  if (bytes[0] !== 0x30) return undefined;
  const length = bytes[1] ?? 0;
  const at = length > 0x80 ? 2 + (length & 0x7f) : 2;
  if (bytes[at] !== 0x06) return undefined;
  return types[toHex(bytes.subarray(at + 2, at + 2 + (bytes[at + 1] ?? 0)))];
}
