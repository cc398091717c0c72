/** The four-byte part of GB 18030: what GBK has no pair for. GB 18030-2005; WHATWG Encoding Standard 10.2.2 */
import type { CodePointTable } from './code-point-table.ts';

/** Four-byte sequences below the supplementary planes. */
const basicSequences = 39420;
const supplementaryStart = 189_000;
/** Where U+FFFD is: TextDecoder gives it for what is not there, too. */
const replacementPointer = 39_417;
let basic: Map<number, number> | undefined;

/** Bytes of a code point in GB 18030 as one number; -1 for the few private ones that lie in its two-byte part. */
export function gb18030Bytes(codePoint: number, gbk: CodePointTable): number {
  const pair = gbk.get(codePoint);
  if (pair !== -1) return pair;
  basic ??= makeBasic();
  const pointer = codePoint >= 0x10000 ? codePoint - 0x10000 + supplementaryStart : basic.get(codePoint);
  if (pointer === undefined) return -1;
  const [first, second, third, fourth] = sequence(pointer);
  return first * 0x1000000 + (second << 16) + (third << 8) + fourth;
}

function makeBasic(): Map<number, number> {
  const bytes = new Uint8Array(basicSequences * 5);
  for (let pointer = 0; pointer < basicSequences; pointer++) bytes.set([...sequence(pointer), 0x0a], pointer * 5);
  const map = new Map([[0xfffd, replacementPointer]]);
  for (const [pointer, text] of new TextDecoder('gb18030').decode(bytes).split('\n').entries()) {
    if (text.length === 1 && text !== '\ufffd') map.set(text.charCodeAt(0), pointer);
  }
  return map;
}

function sequence(pointer: number): [number, number, number, number] {
  const last = pointer % 10;
  const third = Math.floor(pointer / 10) % 126;
  const second = Math.floor(pointer / 1260) % 10;
  return [Math.floor(pointer / 12600) + 0x81, second + 0x30, third + 0x81, last + 0x30];
}
