/** Lines that begin with `From `: which of them stand between two messages. RFC 4155 appendix A */
import { latin1Text } from '@postbus/bytes';

/** `F`, `r`, `o`, `m`, space. */
const from = [0x46, 0x72, 0x6f, 0x6d, 0x20];
const greaterThan = 0x3e;
const lineFeed = 0x0a;
/** Characters of a line that are looked at; a separator is far shorter. */
const looked = 400;

const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
/** asctime, and the order of RFC 5322, which some write. */
const date = `${day},? +(?:${month} +\\d{1,2}|\\d{1,2} +${month})[, ].*\\d{1,2}:\\d\\d`;
/** A sender and a date, or the `-` of Netscape and its heirs. */
const dated = new RegExp(`^From (?:-|(?:"[^"]*"|[^"\\s])\\S*) +${date}|^From -\\s*$`);
/** A sender alone, as some exports have it. */
const undated = /^From \S+@\S+\s*$/;
const fieldName = /^(?:>From |[!-9;-~]+[ \t]*:)/;

/** Whether the line at `start` begins with `From `. */
export function beginsWithFrom(bytes: Uint8Array, start: number): boolean {
  return from.every((byte, index) => bytes[start + index] === byte);
}

/**
 * Whether the line at `start`, which begins with `From `, stands between two messages. A sentence of a body seldom has a
 * date behind its second word; where there is none, or no empty line before it, a header field must follow.
 *
 * @param lineEnd where the next line begins
 * @param afterEmpty whether the line before is empty
 */
export function isSeparator(bytes: Uint8Array, start: number, lineEnd: number, afterEmpty: boolean): boolean {
  const line = lineText(bytes, start, lineEnd);
  if (dated.test(line)) return afterEmpty || isField(bytes, lineEnd);
  return afterEmpty && undated.test(line) && isField(bytes, lineEnd);
}

/** Without its line end. */
export function lineText(bytes: Uint8Array, start: number, lineEnd: number): string {
  return latin1Text(bytes, start, Math.min(lineEnd, start + looked)).replace(/\r?\n$/, '');
}

function isField(bytes: Uint8Array, start: number): boolean {
  return fieldName.test(latin1Text(bytes, start, Math.min(bytes.length, start + looked)));
}

/** Where the line after the one at `start` begins, or -1 where its end is not there. */
export function nextLine(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(lineFeed, start);
  return end === -1 ? -1 : end + 1;
}

/** How many `>` the line at `start` has before `From `; 0 where it is no quoted line. */
export function quotesBeforeFrom(bytes: Uint8Array, start: number): number {
  let quotes = 0;
  while (bytes[start + quotes] === greaterThan) quotes++;
  return quotes > 0 && beginsWithFrom(bytes, start + quotes) ? quotes : 0;
}
