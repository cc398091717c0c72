/** Values of BER elements. X.690 8 */
import { asciiText, latin1Text, toHex, utf8Text } from '@postbus/bytes';
import { CmsError } from '../cms-error.ts';
import { Tag, type Tlv } from './tlv.ts';

/** The elements of a SEQUENCE or SET, taken in order by those who know which comes next. */
export class Fields {
  private readonly elements: readonly Tlv[];
  private readonly of: Tlv;
  private next = 0;

  /** @throws {CmsError} `malformed` where `of` has another tag than `tag` */
  constructor(of: Tlv, tag: number = Tag.Sequence) {
    if (of.tag !== tag) throw unexpected(of, tag);
    this.of = of;
    this.elements = of.children();
  }

  /** The next element, which must be there, with `tag` where that is given. */
  take(tag?: number): Tlv {
    const element = this.elements[this.next];
    if (element === undefined) throw new CmsError('malformed', 'a field is missing', this.of.end);
    if (tag !== undefined && element.tag !== tag) throw unexpected(element, tag);
    this.next++;
    return element;
  }

  /** The next element where it has `tag`. */
  optional(tag: number): Tlv | undefined {
    return this.elements[this.next]?.tag === tag ? this.elements[this.next++] : undefined;
  }

  /** The next element, whatever it is. */
  any(): Tlv | undefined {
    return this.elements[this.next++];
  }
}

/** The elements of a SEQUENCE OF or, with its tag, of a SET OF. @throws {CmsError} `malformed` where the tag is another */
export function elementsOf(element: Tlv, tag: number = Tag.Sequence): Tlv[] {
  if (element.tag !== tag) throw unexpected(element, tag);
  return element.children();
}

function unexpected(element: Tlv, tag: number): CmsError {
  return new CmsError('malformed', `tag ${element.tag} where ${tag} must be`, element.start);
}

function primitive(element: Tlv, tag: number): Uint8Array {
  if (element.tag !== tag || element.constructed) throw unexpected(element, tag);
  return element.content;
}

const maxOidOctets = 64;

/** An OBJECT IDENTIFIER with dots. X.690 8.19 */
export function oid(element: Tlv): string {
  const content = primitive(element, Tag.Oid);
  if (content.length === 0 || content.length > maxOidOctets || content.at(-1)! >= 0x80)
    throw new CmsError('malformed', 'an object identifier of no known form', element.start);
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40));
      arcs.push(first, arc - first * 40);
    } else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

/** An INTEGER of at most 31 bits, not negative. */
export function smallInteger(element: Tlv): number {
  const content = primitive(element, Tag.Integer);
  if (content.length === 0 || content.length > 4 || content[0]! >= 0x80)
    throw new CmsError('malformed', 'an integer out of its range', element.start);
  return content.reduce((value, octet) => value * 256 + octet, 0);
}

/** The octets of an INTEGER as they stand, two's complement. */
export function integerOctets(element: Tlv): Uint8Array {
  const content = primitive(element, Tag.Integer);
  if (content.length === 0) throw new CmsError('malformed', 'an integer without octets', element.start);
  return content;
}

/** An INTEGER that is not negative, without leading zeros, in hexadecimal digits. */
export function integerHex(element: Tlv): string {
  const octets = integerOctets(element);
  let from = 0;
  while (from < octets.length - 1 && octets[from] === 0) from++;
  return toHex(octets.subarray(from));
}

export function boolean(element: Tlv): boolean {
  return primitive(element, Tag.Boolean)[0] !== 0;
}

/** The octets of a BIT STRING of whole octets. */
export function bitOctets(element: Tlv): Uint8Array {
  const content = primitive(element, Tag.BitString);
  if (content.length === 0) throw new CmsError('malformed', 'a bit string without octets', element.start);
  return content.subarray(1);
}

/** Pieces of an OCTET STRING, primitive or constructed; views. X.690 8.7. `tag` is that of implicit tagging. */
export function octetPieces(element: Tlv, tag: number = Tag.OctetString): Uint8Array[] {
  if (element.tag !== tag) throw unexpected(element, tag);
  if (!element.constructed) return [element.content];
  const pieces: Uint8Array[] = [];
  for (const piece of element.elements()) {
    if (piece.constructed) for (const inner of octetPieces(piece)) pieces.push(inner);
    else pieces.push(primitive(piece, Tag.OctetString));
  }
  return pieces;
}

/** An OCTET STRING in one; a view where it is primitive. */
export function octets(element: Tlv, tag: number = Tag.OctetString): Uint8Array {
  return joined(octetPieces(element, tag));
}

/** `pieces` in one; the piece itself where there is one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A UTCTime or GeneralizedTime. RFC 5280 4.1.2.5 */
export function time(element: Tlv): Date {
  const utc = element.tag === Tag.UtcTime;
  const match = /^(\d{10,14})(?:\.\d+)?(Z|[+-]\d{4})$/.exec(asciiText(element.content));
  const digits = match?.[1] ?? '';
  const yearDigits = utc ? 2 : 4;
  const known = digits.length === yearDigits + 8 || digits.length === yearDigits + 10;
  if (match === null || !known || (!utc && element.tag !== Tag.GeneralizedTime))
    throw new CmsError('malformed', 'a time of no known form', element.start);
  const part = (index: number): number => Number(digits.slice(yearDigits + index * 2).slice(0, 2));
  const year = Number(digits.slice(0, yearDigits));
  const local = Date.UTC(utc ? centuryOf(year) : year, part(0) - 1, part(1), part(2), part(3), part(4));
  return new Date(local - zoneOf(match[2]!));
}

const centuryOf = (year: number): number => (year < 50 ? 2000 + year : 1900 + year);

/** Milliseconds that `Z` or `+hhmm` is before UTC. */
function zoneOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

const TELETEX_STRING = 0x14;
const UNIVERSAL_STRING = 0x1c;
const BMP_STRING = 0x1e;

/** A string of any of the types of names. X.680 41 */
export function text(element: Tlv): string {
  const { content, tag } = element;
  if (tag === Tag.Utf8String) return utf8Text(content);
  if (tag === TELETEX_STRING) return latin1Text(content);
  if (tag === BMP_STRING) return wideText(content, 2);
  if (tag === UNIVERSAL_STRING) return wideText(content, 4);
  return latin1Text(content);
}

function wideText(content: Uint8Array, width: number): string {
  let made = '';
  for (let at = 0; at + width <= content.length; at += width) {
    let unit = 0;
    for (let index = 0; index < width; index++) unit = unit * 256 + content[at + index]!;
    made += unit <= 0x10_ffff ? String.fromCodePoint(unit) : '\ufffd';
  }
  return made;
}
