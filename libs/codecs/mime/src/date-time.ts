/** Dates of messages. RFC 5322 3.3 and 4.3, RFC 850, and the forms of C and ISO 8601 that mailers put in their place */
import { withoutComments } from './comment.ts';

export interface DateTime {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly epochMs: number;
  /** The zone that the date was written in, minutes east of UTC. */
  readonly offsetMinutes: number;
}

/** No date is longer; stops patterns from running over megabytes. */
const longestDate = 256;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Obsolete zones in hours. RFC 5322 4.3; the military ones mean nothing and count as UTC. */
const zones = new Map([
  ['ut', 0],
  ['utc', 0],
  ['gmt', 0],
  ['z', 0],
  ['edt', -4],
  ['est', -5],
  ['cdt', -5],
  ['cst', -6],
  ['mdt', -6],
  ['mst', -7],
  ['pdt', -7],
  ['pst', -8],
  ['bst', 1],
  ['cet', 1],
  ['met', 1],
  ['cest', 2],
  ['mest', 2],
  ['eet', 2],
  ['eest', 3],
  ['msk', 3],
  ['jst', 9],
  ['kst', 9],
  ['akst', -9],
  ['akdt', -8],
  ['hst', -10],
  ['ast', -4],
  ['adt', -3],
]);

const strict =
  /^ ?(?:[a-z]{3}, )?(\d{1,2}) ([a-z]{3}) ([12]\d{3}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4})(?: \([a-z]{1,5}\))?$/i;
const clock = String.raw`(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2})(?:\.\d+)?)?`;
const dayFirst = new RegExp(
  String.raw`^(?:[^\d\s,]+[\s,.]+|[^\d\s,]{3,9})?(\d{1,2})[\s-]*([a-z]{3})[a-z]*\.?[\s-]*(\d{2,5})(?:[\s,]+${clock}\s*(.*))?$`,
  'i',
);
const monthFirst = new RegExp(
  String.raw`^(?:[a-z]+[\s,.]+)?([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+${clock}\s+(?:(\S+)\s+)?(\d{4})\s*(.*)$`,
  'i',
);
const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T\s]+(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(.*))?$/i;

/** The moment that the unfolded value of a date field names, or undefined where it names none. RFC 5322 3.3 */
export function parseDateTime(text: string): DateTime | undefined {
  return text.length > longestDate ? undefined : (strictDateTime(text) ?? looseDateTime(text));
}

/** The form of today's mailers, `Mon, 1 Jun 2026 12:34:56 +0200`, which most dates have. RFC 5322 3.3 */
function strictDateTime(text: string): DateTime | undefined {
  const parts = strict.exec(text);
  if (parts === null) return undefined;
  const [, day, month, year, hour, minute, second, zone] = parts;
  return moment(Number(year), monthNumber(month!), day, [hour, minute, second], zone);
}

function looseDateTime(text: string): DateTime | undefined {
  const plain = withoutComments(text).replace(/\s+/g, ' ').trim();
  const byDay = dayFirst.exec(plain);
  if (byDay !== null) {
    const [, day, month, year, hour, minute, second, zone] = byDay;
    return moment(fullYear(year!), monthNumber(month!), day, [hour, minute, second], zone);
  }
  const byMonth = monthFirst.exec(plain);
  if (byMonth !== null) {
    const [, month, day, hour, minute, second, zone, year, zoneAfter] = byMonth;
    return moment(Number(year), monthNumber(month!), day, [hour, minute, second], zone ?? zoneAfter);
  }
  const byIso = iso.exec(plain);
  if (byIso === null) return undefined;
  const [, year, month, day, hour, minute, second, zone] = byIso;
  return moment(Number(year), Number(month), day, [hour, minute, second], zone);
}

type Clock = readonly [hour: string | undefined, minute: string | undefined, second: string | undefined];

function moment(
  year: number,
  month: number,
  day: string | undefined,
  time: Clock,
  zone: string | undefined,
): DateTime | undefined {
  const hour = Number(time[0] ?? 0);
  const minute = Number(time[1] ?? 0);
  const second = Number(time[2] ?? 0);
  const dayOfMonth = Number(day);
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 31 || hour > 24 || minute > 59 || second > 60)
    return undefined;
  const offsetMinutes = zoneMinutes(zone ?? '');
  const local = Date.UTC(2000, month - 1, dayOfMonth, hour, minute, second);
  const date = new Date(local);
  date.setUTCFullYear(year + date.getUTCFullYear() - 2000);
  const epochMs = date.getTime() - offsetMinutes * 60_000;
  return Number.isFinite(epochMs) ? { epochMs, offsetMinutes } : undefined;
}

/** Years of two digits are 1950 to 2049, of three digits from 1900 on. RFC 5322 4.3 */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return digits.length === 3 ? 1900 + year : year;
}

function monthNumber(name: string): number {
  return months.indexOf(name.toLowerCase()) + 1;
}

/** A zone not known counts as UTC. RFC 5322 4.3 */
function zoneMinutes(zone: string): number {
  const numeric = /^(?:gmt|utc)?\s*([+-])\s?(\d{1,2}):?(\d{2})?/i.exec(zone);
  if (numeric === null) return (zones.get(/^[a-z]+/i.exec(zone)?.[0].toLowerCase() ?? '') ?? 0) * 60;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
  return numeric[1] === '-' && minutes > 0 ? -minutes : minutes;
}
