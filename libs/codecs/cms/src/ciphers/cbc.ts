/** Cipher block chaining, for ciphers that WebCrypto lacks, with the padding of RFC 5652 6.3. */

export interface BlockDecryption {
  /** Octets of a block. */
  readonly size: number;
  /** Decrypts the block of `input` at `at` into the first octets of `output`. */
  decrypt(input: Uint8Array, at: number, output: Uint8Array): void;
}

/** Undefined where the length or the padding is wrong. */
export function cbcDecrypted(cipher: BlockDecryption, iv: Uint8Array, input: Uint8Array): Uint8Array | undefined {
  const { size } = cipher;
  if (input.length === 0 || input.length % size !== 0 || iv.length !== size) return undefined;
  const output = new Uint8Array(input.length);
  const block = new Uint8Array(size);
  for (let at = 0; at < input.length; at += size) {
    cipher.decrypt(input, at, block);
    for (let place = 0; place < size; place++)
      output[at + place] = block[place]! ^ (at === 0 ? iv[place]! : input[at - size + place]!);
  }
  const padding = output.at(-1)!;
  let wrong = padding === 0 || padding > size ? 1 : 0;
  for (let back = 1; back <= size; back++) wrong |= back <= padding ? output[output.length - back]! ^ padding : 0;
  return wrong === 0 ? output.subarray(0, output.length - padding) : undefined;
}
