/** Finds the fields of a header and the start of the body. RFC 5322 2.1, 2.2, 4.5 */
import type { MimeDefect } from './mime-defect.ts';
import type { MimeLimits } from './mime-limits.ts';

/** How many fields and bytes a header may have. */
export type HeaderLimits = Pick<MimeLimits, 'headers' | 'headerBytes'>;

export interface ScannedHeader {
  /** Four offsets a field, as `HeaderList` takes them. */
  readonly offsets: number[];
  /** Offset of the first byte of the body. */
  readonly bodyStart: number;
}

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const dash = 0x2d;
const colon = 0x3a;
/** More of them tell nothing new, and would cost more than the lines that they are about. */
const mostDefects = 100;

/**
 * Scans the header that starts at `start`. A line that is no field is passed over where more of a header follows,
 * and is else the start of the body; one that begins with two dashes always is, since it looks like a delimiter.
 */
export function scanHeader(
  source: Uint8Array,
  start: number,
  limits: HeaderLimits,
  defects: MimeDefect[],
): ScannedHeader {
  const fields = new FieldOffsets(start, limits, defects);
  let at = skipEnvelopeLine(source, start);
  while (at < source.length) {
    const empty = emptyLineEnd(source, at);
    if (empty !== -1) return { offsets: fields.offsets, bodyStart: empty };
    const next = lineEnd(source, at);
    if (isBlank(source[at]!) && fields.started) fields.continueTo(next);
    else {
      const delimits = source[at] === dash && source[at + 1] === dash;
      const colonAt = delimits ? -1 : findColon(source, at, next);
      if (colonAt !== -1) fields.add(at, colonAt, next, source);
      else if (delimits || !moreHeader(source, next)) {
        defects.push({ code: 'no-empty-line', offset: at });
        return { offsets: fields.offsets, bodyStart: at };
      } else fields.pass(at);
    }
    at = next;
  }
  return { offsets: fields.offsets, bodyStart: source.length };
}

/** The offsets found so far, under the limits. */
class FieldOffsets {
  readonly offsets: number[] = [];
  started = false;
  readonly #start: number;
  readonly #limits: HeaderLimits;
  readonly #defects: MimeDefect[];
  #open = false;
  #full = false;

  constructor(start: number, limits: HeaderLimits, defects: MimeDefect[]) {
    this.#start = start;
    this.#limits = limits;
    this.#defects = defects;
  }

  add(start: number, colonAt: number, end: number, source: Uint8Array): void {
    this.started = true;
    if (this.offsets.length / 4 >= this.#limits.headers) this.#stop('too-many-headers', start);
    this.#open = this.#fits(start, end);
    if (!this.#open) return;
    let nameEnd = colonAt;
    while (isBlank(source[nameEnd - 1]!)) nameEnd--;
    this.offsets.push(start, nameEnd, colonAt + 1, end);
  }

  continueTo(end: number): void {
    if (this.#open && this.#fits(this.offsets[this.offsets.length - 4]!, end))
      this.offsets[this.offsets.length - 1] = end;
    else this.#open = false;
  }

  /** Passes over a line that is no field; what folds after it belongs to it. */
  pass(offset: number): void {
    this.started = true;
    this.#open = false;
    if (this.#defects.length < mostDefects) this.#defects.push({ code: 'not-a-header-field', offset });
  }

  #fits(start: number, end: number): boolean {
    if (end - this.#start > this.#limits.headerBytes) this.#stop('too-many-header-bytes', start);
    return !this.#full;
  }

  #stop(code: 'too-many-headers' | 'too-many-header-bytes', offset: number): void {
    if (this.#full) return;
    this.#full = true;
    this.#defects.push({ code, offset });
  }
}

/** Offset after the line that starts at `at`. */
export function lineEnd(source: Uint8Array, at: number): number {
  const found = source.indexOf(lineFeed, at);
  return found === -1 ? source.length : found + 1;
}

/** Offset after an empty line at `at`, or -1 where the line is not empty. */
function emptyLineEnd(source: Uint8Array, at: number): number {
  if (source[at] === lineFeed) return at + 1;
  return source[at] === carriageReturn && source[at + 1] === lineFeed ? at + 2 : -1;
}

/** Offset of the colon after a field's name, or -1 where the line has no name and colon. RFC 5322 2.2, 4.5 */
function findColon(source: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && source[at]! > space && source[at] !== colon && source[at] !== 0x7f) at++;
  if (at === start) return -1;
  while (at < end && isBlank(source[at]!)) at++;
  return source[at] === colon && at < end ? at : -1;
}

/** Whether the line at `at` belongs to a header: a field, the continuation of one, or the empty line. */
function moreHeader(source: Uint8Array, at: number): boolean {
  if (at >= source.length) return false;
  if (isBlank(source[at]!) || emptyLineEnd(source, at) !== -1) return true;
  return findColon(source, at, source.length) !== -1;
}

/** The line of an mbox that says whence a message came. RFC 4155 */
function skipEnvelopeLine(source: Uint8Array, start: number): number {
  const at = source[start] === 0x3e ? start + 1 : start;
  const isFrom = source[at] === 0x46 && source[at + 1] === 0x72 && source[at + 2] === 0x6f && source[at + 3] === 0x6d;
  return isFrom && source[at + 4] === space ? lineEnd(source, start) : start;
}

function isBlank(byte: number): boolean {
  return byte === space || byte === tab;
}
