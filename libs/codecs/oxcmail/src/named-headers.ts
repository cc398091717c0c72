/** Header fields kept as named properties, and the header as a whole. [MS-OXCMAIL] 2.2.3.2.27, 2.2.3.2.28 */
import { utf8Text } from '@postbus/bytes';
import { PS_INTERNET_HEADERS, PidTagTransportMessageHeaders, type PropertyBag, PropertyType } from '@postbus/mapi';
import type { HeaderField, HeaderList, MimeEntity } from '@postbus/mime';
import { type Conversion, isInOriginal } from './conversion-options.ts';
import { headerSlice } from './part-value.ts';
import { isReserved, isReservedButMapped } from './reserved-fields.ts';

const shortestReserved = 'x-ms-exchange-forest-'.length;

/** Fields beside those of X- that have a PidName… property, [MS-OXPROPS], and those that would be lost else. */
const kept = new Set([
  'content-base',
  'content-class',
  'xref',
  'msip_labels',
  'list-id',
  'list-post',
  'list-owner',
  'list-archive',
  'list-unsubscribe-post',
  'resent-date',
  'resent-from',
  'resent-sender',
  'resent-to',
  'resent-cc',
  'resent-message-id',
]);
const initials = new Set([...kept].map((name) => name.charCodeAt(0)));
const shortest = Math.min(...[...kept].filter((name) => !name.startsWith('x')).map((name) => name.length));
/** Those of X- that have a property of their own. */
const mapped = new Set([
  'x-priority',
  'x-msmail-priority',
  'x-message-flag',
  'x-message-completed',
  'x-accept-language',
  'x-list-help',
  'x-list-subscribe',
  'x-list-unsubscribe',
  'x-auto-response-suppress',
  'x-microsoft-classified',
  'x-microsoft-classkeep',
  'x-microsoft-classification',
  'x-microsoft-classdesc',
  'x-microsoft-classid',
  'x-ms-has-attach',
  'x-ms-tnef-correlator',
  'x-callingtelephonenumber',
  'x-voicemessagesendername',
  'x-attachmentorder',
  'x-callid',
  'x-voicemessageduration',
  'x-faxnumberofpages',
]);

/** The first field of each name. @param limit most properties that are made */
export function setNamedHeaders(headers: HeaderList, bag: PropertyBag, limit: number): void {
  const seen = new Set<string>();
  for (let index = 0; index < headers.length; index++) {
    const field = headers.at(index)!;
    if (!mayBeNamed(field)) continue;
    const { name } = field;
    const lower = name.toLowerCase();
    if (seen.has(lower) || !isNamed(lower)) continue;
    if (seen.size >= limit) return;
    seen.add(lower);
    bag.put({ key: { guid: PS_INTERNET_HEADERS, name }, type: PropertyType.PtypString, value: field.text });
  }
}

/** PidTagTransportMessageHeaders: the header as it came, without reserved fields. */
export function setTransportHeaders(message: MimeEntity, bag: PropertyBag, conversion: Conversion): void {
  const { headers } = message;
  let whole = isInOriginal(message, conversion);
  for (let index = 0; whole && index < headers.length; index++) whole = isKept(headers.at(index)!, conversion);
  if (whole) bag.set(PidTagTransportMessageHeaders, headerSlice(message));
  else {
    const kept = [...headers].filter((field) => isKept(field, conversion));
    bag.set(PidTagTransportMessageHeaders, kept.map((field) => utf8Text(field.bytes)).join(''));
  }
}

function isKept(field: HeaderField, { trustsReservedFields }: Conversion): boolean {
  if (!startsWithX(field) || field.nameEnd - field.start < shortestReserved) return true;
  return !isReserved(field.name) || (trustsReservedFields && isReservedButMapped(field.name));
}

/** By its first byte and the length of its name alone: X-, and the few others. */
function mayBeNamed(field: HeaderField): boolean {
  const first = field.source[field.start]! | 0x20;
  return first === 0x78 || (initials.has(first) && field.nameEnd - field.start >= shortest);
}

function startsWithX(field: HeaderField): boolean {
  return (field.source[field.start]! | 0x20) === 0x78;
}

function isNamed(name: string): boolean {
  return kept.has(name) || (name.startsWith('x-') && !mapped.has(name) && !isReserved(name));
}
