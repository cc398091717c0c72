/** Septets packed into octets, the first one in the low bits, and out of them. 3GPP TS 23.038 6.1.2.1.1 */
import { SmsError } from '../sms-error.ts';

/** Bits between a header of `headerOctets` and the first septet, which begins on a septet's bound. 3GPP TS 23.040 9.2.3.24 */
export function fillBitsAfter(headerOctets: number): number {
  return (7 - ((headerOctets * 8) % 7)) % 7;
}

/** Septets that a header takes of the user data, fill bits counted. */
export function septetsOfHeader(headerOctets: number): number {
  return Math.ceil((headerOctets * 8) / 7);
}

/** @param fillBits zero bits before the first septet, 0 to 6 */
export function packSeptets(septets: Uint8Array, fillBits = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((septets.length * 7 + fillBits) / 8));
  let bit = fillBits;
  for (const octet of septets) {
    const septet = octet & 0x7f;
    const at = bit >>> 3;
    const shift = bit & 7;
    bytes[at]! |= septet << shift;
    if (shift > 1) bytes[at + 1]! |= septet >>> (8 - shift);
    bit += 7;
  }
  return bytes;
}

/**
 * @param count how many septets there are; all that fit where it is absent, the last of which may be padding
 * @throws {SmsError} `user-data-truncated` where `bytes` hold fewer
 */
export function unpackSeptets(bytes: Uint8Array, count?: number, fillBits = 0): Uint8Array<ArrayBuffer> {
  const fitting = Math.max(0, Math.floor((bytes.length * 8 - fillBits) / 7));
  const length = count ?? fitting;
  if (length > fitting) {
    throw new SmsError('user-data-truncated', bytes.length, `${length} septets in ${bytes.length} octets`);
  }
  const septets = new Uint8Array(length);
  let bit = fillBits;
  for (let index = 0; index < length; index++) {
    const at = bit >>> 3;
    const shift = bit & 7;
    septets[index] = ((bytes[at]! >>> shift) | ((bytes[at + 1] ?? 0) << (8 - shift))) & 0x7f;
    bit += 7;
  }
  return septets;
}
