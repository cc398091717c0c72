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

const strict = /^ ?(?:[a-z]{3}, )?\d{1,2} [a-z]{3} [12]\d{3} \d{2}:\d{2}:\d{2} [+-]\d{4}(?: \([a-z]{1,5}\))?$/i;
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
  if (!strict.test(text)) return undefined;
  // All but the day stands at a fixed distance from the first colon: groups of the pattern would cost more than all else.
  const colon = text.indexOf(':');
  const offset = decimal(text, colon + 8, 2) * 60 + decimal(text, colon + 10, 2);
  return moment(
    decimal(text, colon - 7, 4),
    monthNumber(text.slice(colon - 11, colon - 8)),
    decimal(text, colon - 14, 2),
    [decimal(text, colon - 2, 2), decimal(text, colon + 1, 2), decimal(text, colon + 4, 2)],
    text[colon + 7] === '-' && offset > 0 ? -offset : offset,
  );
}

/** The number of the digits among the `length` characters at `start`. */
function decimal(text: string, start: number, length: number): number {
  let number = 0;
  for (let at = start; at < start + length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit >= 0 && digit <= 9) number = number * 10 + digit;
  }
  return number;
}

function looseDateTime(text: string): DateTime | undefined {
  const plain = withoutComments(text).replace(/\s+/g, ' ').trim();
  const byDay = dayFirst.exec(plain);
  if (byDay !== null) {
    const [, day, month, year, hour, minute, second, zone] = byDay;
    return moment(fullYear(year!), monthNumber(month!), Number(day), clockOf(hour, minute, second), zoneMinutes(zone));
  }
  const byMonth = monthFirst.exec(plain);
  if (byMonth !== null) {
    const [, month, day, hour, minute, second, zone, year, zoneAfter] = byMonth;
    return moment(
      Number(year),
      monthNumber(month!),
      Number(day),
      clockOf(hour, minute, second),
      zoneMinutes(zone ?? zoneAfter),
    );
  }
  const byIso = iso.exec(plain);
  if (byIso === null) return undefined;
  const [, year, month, day, hour, minute, second, zone] = byIso;
  return moment(Number(year), Number(month), Number(day), clockOf(hour, minute, second), zoneMinutes(zone));
}

/** Hour, minute, second. */
type Clock = readonly [number, number, number];

function clockOf(hour: string | undefined, minute: string | undefined, second: string | undefined): Clock {
  return [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
}

function moment(
  year: number,
  month: number,
  day: number,
  [hour, minute, second]: Clock,
  offsetMinutes: number,
): DateTime | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return undefined;
  const time = ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000;
  const epochMs = new Date(0).setUTCFullYear(year, month - 1, day) + time;
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
function zoneMinutes(zone = ''): number {
  const numeric = /^(?:gmt|utc)?\s*([+-])\s?(\d{1,2}):?(\d{2})?/i.exec(zone);
  if (numeric === null) return (zones.get(/^[a-z]+/i.exec(zone)?.[0].toLowerCase() ?? '') ?? 0) * 60;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
  return numeric[1] === '-' && minutes > 0 ? -minutes : minutes;
}
