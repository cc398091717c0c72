/** Dates of vCards as PtypTime and back. RFC 2426 3.1.5, RFC 6350 4.3; [MS-OXOCNTC] 2.2.1.5 */
import { epochMsOf, fileTimeOf } from '@postbus/mapi';

const dayMs = 86_400_000;
const firstMs = Date.UTC(1601, 0, 1);
const afterLastMs = Date.UTC(10_000, 0, 1);
/** The year of a date without one: the first leap year that a FILETIME can hold. */
const noYear = 1604;
const datePattern = /^(\d{4}|--)-?(\d{2})-?(\d{2})(?:$|T)/;
const timePattern = /^(\d{4})-?(\d{2})-?(\d{2})T(\d{2}):?(\d{2}):?(\d{2})(?:[.,]\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/i;

/** Midnight, UTC, of a calendar date; its time is passed over. Undefined where `text` is none. */
export function fileTimeOfDate(text: string): bigint | undefined {
  const found = datePattern.exec(text);
  if (found === null) return undefined;
  const year = found[1] === '--' ? noYear : Number(found[1]);
  return fileTimeOfParts([year, Number(found[2]), Number(found[3]), 0, 0, 0]);
}

/** A date and a time; UTC where no zone is given. Undefined where `text` is none. */
export function fileTimeOfDateTime(text: string): bigint | undefined {
  const found = timePattern.exec(text);
  if (found === null) return fileTimeOfDate(text);
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  return fileTimeOfParts([year!, month!, day!, hour!, minute!, second!], zoneMinutes(found[7]));
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || /^z$/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

type DateParts = readonly [year: number, month: number, day: number, hour: number, minute: number, second: number];

function fileTimeOfParts([year, month, day, hour, minute, second]: DateParts, zone = 0): bigint | undefined {
  const ms = Date.UTC(year, month - 1, day, hour, minute - zone, second);
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 61;
  return isDate && year > 1601 ? fileTimeOf(ms) : undefined;
}

/** `1953-10-15`: the nearest day, since clients store midnight of their own zone; undefined where no vCard can tell it. */
export function dateOf(fileTime: bigint): string | undefined {
  const days = Math.round(epochMsOf(fileTime) / dayMs);
  return isoOf(days * dayMs)?.slice(0, 10);
}

/** `1995-10-31T22:27:10Z` */
export function dateTimeOf(fileTime: bigint): string | undefined {
  return isoOf(Math.floor(epochMsOf(fileTime) / 1000) * 1000)?.replace('.000', '');
}

/** Years have four digits. RFC 2426 4 */
function isoOf(ms: number): string | undefined {
  const isTold = ms >= firstMs && ms < afterLastMs;
  return isTold ? new Date(ms).toISOString() : undefined;
}
