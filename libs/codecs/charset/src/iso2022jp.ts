/** Encoding into ISO-2022-JP, RFC 1468: ASCII and JIS X 0208, back in ASCII at the end of each line. */
import { doubleByteEncoding } from './double-byte-encoding.ts';

/** JIS X 0201 katakana, U+FF61 to U+FF9F, in their full width: mail has no half width. RFC 1468 */
const fullWidth =
  '。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜';
const toKanji = [0x1b, 0x24, 0x42];
const toAscii = [0x1b, 0x28, 0x42];

/** The two bytes of `codePoint` in JIS X 0208, seven bits each, or undefined. */
export function jisPair(codePoint: number): number | undefined {
  const halfWidth = codePoint >= 0xff61 && codePoint <= 0xff9f;
  const wide = halfWidth ? fullWidth.charCodeAt(codePoint - 0xff61) : codePoint;
  const pair = doubleByteEncoding('euc-jp').get(wide);
  return pair === undefined || pair < 0x100 ? undefined : pair & 0x7f7f;
}

/** Bytes of `text` in ISO-2022-JP; a question mark for what it lacks. RFC 1468 */
export function encodeIso2022Jp(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let kanji = false;
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    const pair = codePoint < 0x80 ? undefined : jisPair(codePoint);
    if ((pair !== undefined) !== kanji) {
      bytes.push(...(kanji ? toAscii : toKanji));
      kanji = !kanji;
    }
    if (pair === undefined) bytes.push(codePoint < 0x80 ? codePoint : 0x3f);
    else bytes.push(pair >> 8, pair & 0x7f);
  }
  if (kanji) bytes.push(...toAscii);
  return Uint8Array.from(bytes);
}
