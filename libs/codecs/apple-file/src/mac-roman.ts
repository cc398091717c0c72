/** Text of names, types and comments: Mac Roman, one byte a character, every byte one. */
const decoder = new TextDecoder('macintosh');
const questionMark = 0x3f;
let byteOf: ReadonlyMap<string, number> | undefined;

export function macRomanText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The first `limit` characters; what Mac Roman lacks becomes `?`. */
export function macRomanBytes(text: string, limit = Infinity): Uint8Array {
  byteOf ??= new Map(Array.from({ length: 256 }, (_, byte) => [macRomanText(Uint8Array.of(byte)), byte]));
  const bytes: number[] = [];
  for (const character of text.normalize('NFC')) {
    if (bytes.length >= limit) break;
    bytes.push(byteOf.get(character) ?? questionMark);
  }
  return Uint8Array.from(bytes);
}

/** A type or creator: exactly four bytes. */
export function fourBytes(code: string): Uint8Array {
  const bytes = new Uint8Array(4);
  bytes.set(macRomanBytes(code, 4));
  return bytes;
}
