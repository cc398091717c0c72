/**
 * What a server says to itself in fields with its reserved prefixes. From outside they would be forged, so they count only
 * where told. [MS-OXCMAIL] 2.2.3.2.19 to 2.2.3.2.21, [MS-OXCSPAM] 2.2.1
 */
import {
  PidTagAutoForwarded,
  PidTagContentFilterSpamConfidenceLevel,
  PidTagPurportedSenderDomain,
  PidTagSenderIdStatus,
  type PropertyBag,
} from '@postbus/mapi';
import type { HeaderList } from '@postbus/mime';

const prefix = /^x-ms-exchange-(?:organization|forest)-/i;
/** Those that map to properties: kept in PidTagTransportMessageHeaders where they are trusted. [MS-OXCMAIL] 2.2.3.2.28 */
const mapped = /^x-ms-exchange-organization-(?:scl|prd|senderidresult|autoforwarded)$/i;
/** PtypInteger32 has a sign: the high bit of errors is below zero. */
const senderIdResults = new Map([
  ['neutral', 0x1],
  ['pass', 0x2],
  ['fail', 0x3],
  ['softfail', 0x4],
  ['none', 0x5],
  ['temperror', 0x80000006 | 0],
  ['permerror', 0x80000007 | 0],
]);

/** Whether a field is a server's own. @param name of the field, in any case */
export function isReserved(name: string): boolean {
  return prefix.test(name);
}

/** Whether a field of a trusted server maps to a property. @param name of the field, in any case */
export function isReservedButMapped(name: string): boolean {
  return mapped.test(name);
}

export function setReservedFields(headers: HeaderList, bag: PropertyBag): void {
  const value = (name: string) => headers.first(`X-MS-Exchange-Organization-${name}`)?.value;
  bag
    .set(PidTagContentFilterSpamConfidenceLevel, confidenceLevel(value('SCL')))
    .set(PidTagSenderIdStatus, senderIdResults.get(value('SenderIdResult')?.toLowerCase() ?? ''))
    .set(PidTagPurportedSenderDomain, value('PRD'))
    .set(PidTagAutoForwarded, value('AutoForwarded')?.toLowerCase() === 'true' ? true : undefined);
}

/** -1 to 10. */
function confidenceLevel(text: string | undefined): number | undefined {
  const level = /^-?\d{1,2}$/.test(text ?? '') ? Number(text) : undefined;
  return level !== undefined && level >= -1 && level <= 10 ? level : undefined;
}
