/** UTF-32 in either byte order; a byte order mark at the start says which, and is left out. Unicode 3.10 */
export function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = bytes.length >= 4 ? view.getUint32(0, false) : 0;
  const little = marked === 0xfffe0000 ? true : marked === 0xfeff ? false : littleEndian;
  const start = marked === 0xfffe0000 || marked === 0xfeff ? 4 : 0;
  const characters: string[] = [];
  for (let at = start; at + 4 <= bytes.length; at += 4) characters.push(character(view.getUint32(at, little)));
  if ((bytes.length - start) % 4 !== 0) characters.push('\ufffd');
  return characters.join('');
}

function character(codePoint: number): string {
  const valid = codePoint < 0x110000 && (codePoint < 0xd800 || codePoint > 0xdfff);
  return valid ? String.fromCodePoint(codePoint) : '\ufffd';
}
