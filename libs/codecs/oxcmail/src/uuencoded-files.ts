/** Files uuencoded within a text body. [MS-OXCMAIL] 2.2.3.9.1 */
import { asciiBytes, asciiText, concat, indexOfBytes } from '@postbus/bytes';

export interface UuencodedFile {
  /** From the `begin` line; may hold anything. */
  readonly name: string;
  /** Where the block begins, with its `begin` line, and ends, after its `end` line. */
  readonly start: number;
  readonly end: number;
}

const begin = asciiBytes('begin ');
const beginLine = /^begin [0-7]{3,4} ([^\r\n]*\S)\s*$/;
/** A line of data tells how many octets it has, up to 45, but some mailers write 60. */
const longestLine = 63;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Whether `content` may have such a file: quick, for every text body is asked. */
export function mayHaveUuencoded(content: Uint8Array): boolean {
  return indexOfBytes(content, begin) !== -1;
}

/**
 * The files in `content`, in order: blocks of a `begin` line, lines of data, and `end`. What only looks like one is text.
 * Each byte is looked at once: a line of data cannot be a `begin` line.
 * @param limit most files that are found
 */
export function uuencodedFiles(content: Uint8Array, limit: number): UuencodedFile[] {
  const files: UuencodedFile[] = [];
  for (let at = indexOfBytes(content, begin, 0); at !== -1 && files.length < limit;) {
    const file = fileAt(content, at);
    if (file !== undefined) files.push(file);
    at = indexOfBytes(content, begin, file?.end ?? at + begin.length);
  }
  return files;
}

/** `content` without the blocks of `files`. */
export function withoutFiles(content: Uint8Array, files: readonly UuencodedFile[]): Uint8Array {
  const kept: Uint8Array[] = [];
  let from = 0;
  for (const { start, end } of files) {
    kept.push(content.subarray(from, start));
    from = end;
  }
  return concat([...kept, content.subarray(from)]);
}

function fileAt(content: Uint8Array, start: number): UuencodedFile | undefined {
  if (start > 0 && content[start - 1] !== lineFeed) return undefined;
  let at = afterLine(content, start);
  const name = beginLine.exec(asciiText(content.subarray(start, Math.min(at, start + 300))))?.[1];
  if (name === undefined) return undefined;
  const dataStart = at;
  while (at < content.length && isDataLine(content, at)) at = afterLine(content, at);
  const end = isBlankLine(content, at) ? afterLine(content, at) : at;
  return at > dataStart && isEndLine(content, end) ? { name, start, end: afterLine(content, end) } : undefined;
}

function afterLine(content: Uint8Array, from: number): number {
  const end = content.indexOf(lineFeed, from);
  return end === -1 ? content.length : end + 1;
}

function isEndLine(content: Uint8Array, at: number): boolean {
  const after = content[at + 3];
  const ends = content[at] === 0x65 && content[at + 1] === 0x6e && content[at + 2] === 0x64;
  return ends && (after === undefined || after <= 0x20);
}

/** A line of no data, its only character lost. */
function isBlankLine(content: Uint8Array, at: number): boolean {
  return content[at] === lineFeed || (content[at] === carriageReturn && content[at + 1] === lineFeed);
}

/** A count, then characters of the alphabet, as many as it says or a few more; blanks at the end may be lost. */
function isDataLine(content: Uint8Array, start: number): boolean {
  const count = (content[start]! - 0x20) & 63;
  const longest = start + 1 + Math.ceil(Math.min(count, longestLine) / 3) * 4 + 2;
  let at = start;
  for (; at < content.length && content[at] !== lineFeed && content[at] !== carriageReturn; at++) {
    const byte = content[at]!;
    if (byte < 0x20 || byte > 0x60 || at >= longest) return false;
  }
  return at > start;
}
