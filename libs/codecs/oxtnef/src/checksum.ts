/** The checksum of an attribute: its bytes added up, modulo 65536. [MS-OXTNEF] 2.1.3.2 */

/** Bytes whose sum a 32-bit integer holds. */
const chunk = 0x40_0000;

export function checksum(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let sum = 0;
  for (let at = start; at < end;) {
    const stop = Math.min(at + chunk, end);
    for (; at + 4 <= stop; at += 4) sum += bytes[at]! + bytes[at + 1]! + bytes[at + 2]! + bytes[at + 3]!;
    for (; at < stop; at++) sum += bytes[at]!;
    sum &= 0xffff;
  }
  return sum;
}
