/** Header fields kept as named properties, and the header as a whole. [MS-OXCMAIL] 2.2.3.2.27, 2.2.3.2.28 */
import { utf8Text } from '@postbus/bytes';
import {
  PS_INTERNET_HEADERS,
  PidTagTransportMessageHeaders,
  type PropertyBag,
  PropertyType,
  keyText,
} from '@postbus/mapi';
import type { HeaderField, HeaderList, MimeEntity } from '@postbus/mime';
import { type Conversion, isInOriginal } from './conversion-options.ts';
import { headerSlice } from './part-value.ts';
import { isReserved, isReservedButMapped } from './reserved-fields.ts';

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
  for (const field of headers) {
    if (!mayBeNamed(field)) continue;
    const key = { guid: PS_INTERNET_HEADERS, name: field.name };
    const text = keyText(key);
    if (seen.has(text) || !isNamed(field.name.toLowerCase())) continue;
    if (seen.size >= limit) return;
    seen.add(text);
    bag.put({ key, type: PropertyType.PtypString, value: field.text });
  }
}

/** PidTagTransportMessageHeaders: the header as it came, without reserved fields. */
export function setTransportHeaders(message: MimeEntity, bag: PropertyBag, conversion: Conversion): void {
  const fields = [...message.headers];
  const trusted = (name: string) => conversion.trustsReservedFields && isReservedButMapped(name);
  const allowed = fields.filter((field) => !startsWithX(field) || !isReserved(field.name) || trusted(field.name));
  if (allowed.length === fields.length && isInOriginal(message, conversion)) {
    bag.set(PidTagTransportMessageHeaders, headerSlice(message));
  } else bag.set(PidTagTransportMessageHeaders, allowed.map((field) => utf8Text(field.bytes)).join(''));
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
