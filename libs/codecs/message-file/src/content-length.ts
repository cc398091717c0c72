/** Content-Length of a message in an mbox: where it says that the body ends, and whether that can be so. */
import { latin1Text } from '@postbus/bytes';
import { beginsWithFrom, isSeparator, nextLine } from './from-line.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const field = /^Content-Length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?\n?$/i;
/** Bytes of the longest line that can be this field. */
const longest = 80;

/** The number of a header line that is a Content-Length; undefined where it is another one. */
export function contentLengthIn(bytes: Uint8Array, start: number, lineEnd: number): number | undefined {
  const first = bytes[start];
  if ((first !== 0x43 && first !== 0x63) || lineEnd - start > longest) return undefined;
  const digits = field.exec(latin1Text(bytes, start, lineEnd))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Where the separator after a body that ends at `end` begins: behind one line end or two, or at the end of the file.
 * @returns -1 where none is there: the Content-Length is wrong
 */
export function separatorAfter(bytes: Uint8Array, end: number): number {
  if (end > bytes.length) return -1;
  let at = end;
  for (let ends = 0; ends < 2; ends++) at = afterLineEnd(bytes, at);
  if (at === bytes.length) return at;
  const atLineStart = at > end || bytes[end - 1] === lineFeed;
  if (!atLineStart || !beginsWithFrom(bytes, at)) return -1;
  const lineEnd = nextLine(bytes, at);
  return isSeparator(bytes, at, lineEnd === -1 ? bytes.length : lineEnd, true) ? at : -1;
}

function afterLineEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === lineFeed) return at + 1;
  return bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? at + 2 : at;
}
