/** MD5, RFC 1321: for identifiers that [MS-OXOMSG] derives from it, never for security. */
const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const sines = Int32Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 0x1_0000_0000));

/** The 16 bytes of the digest of `bytes`. */
export function md5(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = pad(bytes);
  const words = new DataView(padded.buffer);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  for (let block = 0; block < padded.length; block += 64) addBlock(state, words, block);
  const digest = new DataView(new ArrayBuffer(16));
  for (let index = 0; index < 4; index++) digest.setInt32(index * 4, state[index]!, true);
  return new Uint8Array(digest.buffer);
}

/** One 1 bit, zeros, and the length in bits, to a multiple of 64 bytes. RFC 1321 3.1, 3.2 */
function pad(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n, true);
  return padded;
}

/** RFC 1321 3.4 */
function addBlock(state: Int32Array, words: DataView, offset: number): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    const [mixed, word] = mix(round, step, b, c, d);
    const sum = (a + mixed + sines[step]! + words.getInt32(offset + word * 4, true)) | 0;
    const shift = shifts[round * 4 + (step & 3)]!;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
}

function mix(round: number, step: number, b: number, c: number, d: number): readonly [mixed: number, word: number] {
  if (round === 0) return [(b & c) | (~b & d), step];
  if (round === 1) return [(d & b) | (~d & c), (5 * step + 1) & 15];
  if (round === 2) return [b ^ c ^ d, (3 * step + 5) & 15];
  return [c ^ (b | ~d), (7 * step) & 15];
}
