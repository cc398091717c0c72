/** `bytes`, or where these lack room for `length` more after the first `used`, twice as many that begin with those. */
export function withRoom(bytes: Uint8Array<ArrayBuffer>, used: number, length: number): Uint8Array<ArrayBuffer> {
  const needed = used + length;
  if (needed <= bytes.length) return bytes;
  const grown = new Uint8Array(Math.max(needed, bytes.length * 2));
  grown.set(bytes.subarray(0, used));
  return grown;
}
