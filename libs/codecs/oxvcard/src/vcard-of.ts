/** A Contact object as vCard 3.0. [MS-OXVCARD] 2.1.3 */
import { toBase64, utf8Text } from '@postbus/bytes';
import { decodeText, isUtf8 } from '@postbus/charset';
import {
  type MessageObject,
  type PropertyBag,
  type ResolveValue,
  PidLidBirthdayLocal,
  PidLidBusinessCardDisplayDefinition,
  PidLidWeddingAnniversaryLocal,
  PidNameKeywords,
  PidTagBirthday,
  PidTagBody,
  PidTagBusinessHomePage,
  PidTagChildrensNames,
  PidTagLastModificationTime,
  PidTagPersonalHomePage,
  PidTagSensitivity,
  PidTagUserX509Certificate,
  PidTagWeddingAnniversary,
  isExternal,
} from '@postbus/mapi';
import { dateOf, dateTimeOf } from './calendar-date.ts';
import { Sensitivity, userFields } from './contact-from-vcard.ts';
import { emailLines } from './electronic-addresses.ts';
import { nameLines } from './names.ts';
import { photoLines } from './picture.ts';
import { addressLines } from './postal-addresses.ts';
import { resolverOf } from './resolver-of.ts';
import { telephoneLines } from './telephone-numbers.ts';
import { textProperties } from './text-properties.ts';
import { bytesIn, textIn, textsIn, timeIn } from './values-in.ts';
import { type ContentLine, contentLine, escaped, fileOfLines } from './write-lines.ts';

export interface WriteVCardOptions {
  /** Gives the bytes of values that lie outside the object; without it there may be none. */
  readonly resolve?: ResolveValue;
  /** PRODID, `Postbus` unless told. */
  readonly productId?: string;
}

/**
 * @returns one vCard in UTF-8, CRLF at the ends of its lines
 * @throws {VCardError} `value-not-here` where the note or the picture lies outside and `options.resolve` is missing
 */
export function vCardOf(contact: MessageObject, options: WriteVCardOptions = {}): Uint8Array {
  const { properties } = contact;
  const resolve = resolverOf(options.resolve);
  return fileOfLines([
    'BEGIN:VCARD',
    'VERSION:3.0',
    contentLine('PRODID', escaped(options.productId ?? 'Postbus')),
    ...nameLines(properties),
    ...addressLines(properties),
    ...emailLines(properties),
    ...telephoneLines(properties),
    ...textLines(properties),
    ...urlLines(properties),
    ...dateLines(properties),
    ...listLines(properties),
    ...noteLines(properties, resolve),
    ...classLines(properties),
    ...keyLines(properties),
    ...designLines(properties, resolve),
    ...photoLines(contact, resolve),
    'END:VCARD',
  ]);
}

function textLines(bag: PropertyBag): ContentLine[] {
  const lines = textProperties.map(({ definition, written }) => textLine(written, textIn(bag, definition)));
  const fields = userFields.map((definition) => textLine('X-MS-TEXT', textIn(bag, definition)));
  return [...lines, ...fields].flat();
}

function textLine(name: string, text: string): ContentLine[] {
  return text === '' ? [] : [contentLine(name, escaped(text))];
}

/** URLs are written as they are, without escapes: RFC 2426 3.6.8. */
function urlLines(bag: PropertyBag): ContentLine[] {
  const pages = [
    ['URL;TYPE=home', textIn(bag, PidTagPersonalHomePage)],
    ['URL;TYPE=work', textIn(bag, PidTagBusinessHomePage)],
  ] as const;
  return pages.flatMap(([name, url]) => (url === '' ? [] : [contentLine(name, withoutControls(url))]));
}

function withoutControls(url: string): string {
  // oxlint-disable-next-line no-control-regex -- no URL has them, and a line end would begin another line
  return url.replace(/[\x00-\x1f\x7f]/g, '');
}

function dateLines(bag: PropertyBag): ContentLine[] {
  const birthday = timeIn(bag, PidLidBirthdayLocal) ?? timeIn(bag, PidTagBirthday);
  const anniversary = timeIn(bag, PidLidWeddingAnniversaryLocal) ?? timeIn(bag, PidTagWeddingAnniversary);
  return [
    ...timeLine('BDAY;VALUE=date', birthday, dateOf),
    ...timeLine('X-MS-ANNIVERSARY;VALUE=date', anniversary, dateOf),
    ...timeLine('REV', timeIn(bag, PidTagLastModificationTime), dateTimeOf),
  ];
}

function timeLine(name: string, time: bigint | undefined, textOf: (time: bigint) => string | undefined): ContentLine[] {
  const text = time === undefined ? undefined : textOf(time);
  return text === undefined ? [] : [contentLine(name, text)];
}

function listLines(bag: PropertyBag): ContentLine[] {
  const keywords = textsIn(bag, PidNameKeywords).map((keyword) => escaped(keyword));
  const children = textsIn(bag, PidTagChildrensNames);
  return [
    ...(keywords.length === 0 ? [] : [contentLine('CATEGORIES', keywords.join(','))]),
    ...children.flatMap((child) => textLine('X-MS-CHILD', child)),
  ];
}

function noteLines(bag: PropertyBag, resolve: ResolveValue): ContentLine[] {
  const body = bag.get(PidTagBody);
  if (!isExternal(body)) return textLine('NOTE', textIn(bag, PidTagBody));
  return textLine('NOTE', decodeText(resolve(body), body.charset ?? 'utf-8'));
}

function classLines(bag: PropertyBag): ContentLine[] {
  const sensitivity = bag.get(PidTagSensitivity);
  if (sensitivity === Sensitivity.private) return ['CLASS:PRIVATE'];
  return [sensitivity === Sensitivity.confidential ? 'CLASS:CONFIDENTIAL' : 'CLASS:PUBLIC'];
}

function keyLines(bag: PropertyBag): ContentLine[] {
  const value: unknown = bag.get(PidTagUserX509Certificate);
  const certificates = Array.isArray(value) ? value.filter((one) => one instanceof Uint8Array) : [];
  return certificates.map((certificate) => contentLine('KEY;TYPE=X509;ENCODING=b', toBase64(certificate)));
}

/** The card's design is text; bytes that are none are written in base64. */
function designLines(bag: PropertyBag, resolve: ResolveValue): ContentLine[] {
  const design = bytesIn(bag, PidLidBusinessCardDisplayDefinition, resolve);
  if (design === undefined || design.length === 0) return [];
  if (isUtf8(design) && design[0] === '<'.charCodeAt(0)) return textLine('X-MS-OL-DESIGN', utf8Text(design));
  return [contentLine('X-MS-OL-DESIGN;ENCODING=b', toBase64(design))];
}
