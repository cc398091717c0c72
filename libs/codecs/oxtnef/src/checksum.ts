/** The checksum of an attribute: its bytes added up, modulo 65536. [MS-OXTNEF] 2.1.3.2 */

export function checksum(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let sum = 0;
  for (let at = start; at < end; at++) sum = (sum + bytes[at]!) & 0xffff;
  return sum;
}
