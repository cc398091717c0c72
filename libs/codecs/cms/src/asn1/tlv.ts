/**
 * Elements of BER, X.690 8.1, as views of the bytes that they lie in. One scan bounds depth, count and every length
 * before anything is read; content is neither copied nor, where it is primitive, looked at.
 */
import { CmsError } from '../cms-error.ts';
import { type CmsLimits, defaultLimits } from '../limits.ts';

/** Identifier octets without the bit that says constructed. X.680 8.6 */
export const Tag = {
  Boolean: 0x01,
  Integer: 0x02,
  BitString: 0x03,
  OctetString: 0x04,
  Null: 0x05,
  Oid: 0x06,
  Enumerated: 0x0a,
  Utf8String: 0x0c,
  Sequence: 0x10,
  Set: 0x11,
  UtcTime: 0x17,
  GeneralizedTime: 0x18,
  Context: 0x80,
} as const;

const CONSTRUCTED = 0x20;
const HIGH_TAG = 0x1f;

/** Where the contents of elements of indefinite length end, by their first octets. */
type IndefiniteEnds = ReadonlyMap<number, number>;

/** One element: `bytes[start, end)`, its contents `bytes[contentStart, contentEnd)`. */
export class Tlv {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
  private readonly ends: IndefiniteEnds;

  constructor(bytes: Uint8Array, header: Header, contentEnd: number, ends: IndefiniteEnds) {
    this.bytes = bytes;
    this.start = header.start;
    this.contentStart = header.contentStart;
    this.contentEnd = contentEnd;
    this.end = header.length === undefined ? contentEnd + 2 : contentEnd;
    this.ends = ends;
  }

  /** Class and number, see `Tag`. */
  get tag(): number {
    return this.bytes[this.start]! & ~CONSTRUCTED;
  }

  get constructed(): boolean {
    return (this.bytes[this.start]! & CONSTRUCTED) !== 0;
  }

  /** The contents octets; a view. */
  get content(): Uint8Array {
    return this.bytes.subarray(this.contentStart, this.contentEnd);
  }

  /** The whole element; a view. */
  get raw(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  /** The elements of a constructed one, one after another. @throws {CmsError} `malformed` where it is primitive */
  *elements(): Generator<Tlv, void, undefined> {
    for (let child = this.#childAt(this.contentStart); child !== undefined; child = this.#childAt(child.end))
      yield child;
  }

  /** The same at once, which for few of them is quicker. */
  children(): Tlv[] {
    const found: Tlv[] = [];
    for (let child = this.#childAt(this.contentStart); child !== undefined; child = this.#childAt(child.end))
      found.push(child);
    return found;
  }

  #childAt(start: number): Tlv | undefined {
    if (!this.constructed)
      throw new CmsError('malformed', 'an element that must be constructed is primitive', this.start);
    return start < this.contentEnd ? elementAt(this.bytes, start, this.contentEnd, this.ends) : undefined;
  }
}

interface Header {
  readonly start: number;
  readonly contentStart: number;
  /** Undefined for the indefinite form. */
  readonly length: number | undefined;
}

/**
 * Checks all elements in and below the one that `bytes` begin with. What follows it is not looked at.
 *
 * @throws {CmsError} `malformed`, `too-deep`, `too-many-elements`, each with its offset
 */
export function readBer(bytes: Uint8Array, limits: Partial<CmsLimits> = {}): Tlv {
  const { maxDepth, maxElements } = { ...defaultLimits, ...limits };
  const ends = new Map<number, number>();
  /** Of the open elements: first octet, end (of the enclosing one for the indefinite form), whether indefinite. */
  const open: { start: number; end: number; indefinite: boolean }[] = [];
  let at = 0;
  let count = 0;
  do {
    const top = open.at(-1);
    const end = top?.end ?? bytes.length;
    if (top !== undefined && top.indefinite && bytes[at] === 0 && at + 1 < end && bytes[at + 1] === 0) {
      ends.set(top.start, at);
      at += 2;
      open.pop();
    } else if (top !== undefined && at === end) {
      if (top.indefinite) throw new CmsError('malformed', 'an element of indefinite length has no end', top.start);
      open.pop();
    } else {
      if (++count > maxElements) throw new CmsError('too-many-elements', `more than ${maxElements} elements`, at);
      const { start, contentStart, length } = headerAt(bytes, at, end);
      if ((bytes[start]! & CONSTRUCTED) === 0) {
        if (length === undefined) throw new CmsError('malformed', 'a primitive element has the indefinite form', start);
        at = contentStart + length;
      } else {
        if (open.length >= maxDepth) throw new CmsError('too-deep', `more than ${maxDepth} elements nested`, start);
        open.push({ start, end: length === undefined ? end : contentStart + length, indefinite: length === undefined });
        at = contentStart;
      }
    }
  } while (open.length > 0);
  return elementAt(bytes, 0, bytes.length, ends);
}

function elementAt(bytes: Uint8Array, at: number, end: number, ends: IndefiniteEnds): Tlv {
  const header = headerAt(bytes, at, end);
  const contentEnd = header.length === undefined ? ends.get(at) : header.contentStart + header.length;
  if (contentEnd === undefined) throw new CmsError('malformed', 'an element of indefinite length has no end', at);
  return new Tlv(bytes, header, contentEnd, ends);
}

/** Identifier and length octets. X.690 8.1.2, 8.1.3 */
function headerAt(bytes: Uint8Array, start: number, end: number): Header {
  const first = bytes[start + 1];
  if (start + 2 > end || first === undefined) throw new CmsError('malformed', 'an element is cut off', start);
  if ((bytes[start]! & HIGH_TAG) === HIGH_TAG) throw new CmsError('malformed', 'a tag number above 30', start);
  let contentStart = start + 2;
  if (first === 0x80) return { start, contentStart, length: undefined };
  let length = first;
  if (first > 0x80) {
    const octets = first & 0x7f;
    if (contentStart + octets > end) throw new CmsError('malformed', 'a length is cut off', start);
    length = 0;
    for (let index = 0; index < octets; index++) length = length * 256 + bytes[contentStart + index]!;
    contentStart += octets;
  }
  if (length > end - contentStart)
    throw new CmsError('malformed', `a length of ${length} is more than there is`, start);
  return { start, contentStart, length };
}
