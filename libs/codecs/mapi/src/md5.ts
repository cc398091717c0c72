/** MD5, RFC 1321: for identifiers that [MS-OXOMSG] derives from it, never for security. */
const sines = Int32Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 0x1_0000_0000));
const blockLength = 64;
/** Where in the last block the length in bits stands, as two words. */
const lengthWord = 14;

/** The block at hand and what was made of those before it: one place for all digests, as a new one costs more than a block. */
const words = new Int32Array(16);
const state = new Int32Array(4);

/** The 16 bytes of the digest of `bytes`. */
export function md5(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89;
  state[2] = 0x98badcfe;
  state[3] = 0x10325476;
  let at = 0;
  for (; at + blockLength <= bytes.length; at += blockLength) {
    loadBlock(bytes, at);
    addBlock();
  }
  addRest(bytes, at);
  const digest = new Uint8Array(16);
  for (let index = 0; index < 16; index++) digest[index] = state[index >> 2]! >> ((index & 3) * 8);
  return digest;
}

function loadBlock(bytes: Uint8Array, start: number): void {
  for (let word = 0, at = start; word < 16; word++, at += 4) {
    words[word] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }
}

/** What is left, one 1 bit, zeros, and the length in bits, to a whole block or two. RFC 1321 3.1, 3.2 */
function addRest(bytes: Uint8Array, start: number): void {
  const rest = bytes.length - start;
  words.fill(0);
  for (let at = 0; at < rest; at++) words[at >> 2]! |= bytes[start + at]! << ((at & 3) * 8);
  words[rest >> 2]! |= 0x80 << ((rest & 3) * 8);
  if (rest >= lengthWord * 4) {
    addBlock();
    words.fill(0);
  }
  words[lengthWord] = bytes.length << 3;
  words[lengthWord + 1] = Math.floor(bytes.length / 0x2000_0000);
  addBlock();
}

/** RFC 1321 3.4 */
function addBlock(): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  for (let step = 0; step < 16; step += 4) {
    a = (b + turned(a + ((b & c) | (~b & d)), step, step, 7)) | 0;
    d = (a + turned(d + ((a & b) | (~a & c)), step + 1, step + 1, 12)) | 0;
    c = (d + turned(c + ((d & a) | (~d & b)), step + 2, step + 2, 17)) | 0;
    b = (c + turned(b + ((c & d) | (~c & a)), step + 3, step + 3, 22)) | 0;
  }
  for (let step = 16; step < 32; step += 4) {
    a = (b + turned(a + ((d & b) | (~d & c)), step, 5 * step + 1, 5)) | 0;
    d = (a + turned(d + ((c & a) | (~c & b)), step + 1, 5 * step + 6, 9)) | 0;
    c = (d + turned(c + ((b & d) | (~b & a)), step + 2, 5 * step + 11, 14)) | 0;
    b = (c + turned(b + ((a & c) | (~a & d)), step + 3, 5 * step + 16, 20)) | 0;
  }
  for (let step = 32; step < 48; step += 4) {
    a = (b + turned(a + (b ^ c ^ d), step, 3 * step + 5, 4)) | 0;
    d = (a + turned(d + (a ^ b ^ c), step + 1, 3 * step + 8, 11)) | 0;
    c = (d + turned(c + (d ^ a ^ b), step + 2, 3 * step + 11, 16)) | 0;
    b = (c + turned(b + (c ^ d ^ a), step + 3, 3 * step + 14, 23)) | 0;
  }
  for (let step = 48; step < 64; step += 4) {
    a = (b + turned(a + (c ^ (b | ~d)), step, 7 * step, 6)) | 0;
    d = (a + turned(d + (b ^ (a | ~c)), step + 1, 7 * step + 7, 10)) | 0;
    c = (d + turned(c + (a ^ (d | ~b)), step + 2, 7 * step + 14, 15)) | 0;
    b = (c + turned(b + (d ^ (c | ~a)), step + 3, 7 * step + 21, 21)) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
}

/** @param word counts modulo 16 */
function turned(mixed: number, step: number, word: number, shift: number): number {
  const sum = (mixed + sines[step]! + words[word & 15]!) | 0;
  return (sum << shift) | (sum >>> (32 - shift));
}
