/** Dates of delivery receipts: YYMMDDhhmm by Appendix B of SMPP 3.4, and what carriers write for it. */

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const day = 86_400_000;

/** How far from `near` an instant may be that stands as a bare number. */
const farthest = 3650 * day;
/** YYMMDDhhmmsstnnp, the absolute time of SMPP 3.4 7.1.1, with its own difference to UTC in quarters of an hour. */
const absoluteTime = /^(\d{12})\d(\d\d)([+-])$/;

/**
 * Reads a date of a receipt: two or four digits of the year, with or without seconds, with or without marks between; an
 * absolute time of SMPP; seconds or milliseconds since 1970. What may be read in two ways is the date that there is, and
 * of two the one nearer to `near`.
 *
 * @param offsetMinutes how far the carrier's clock is ahead of UTC; receipts do not say, but for an absolute time
 * @returns undefined for what is no date
 */
export function readReceiptDate(text: string, offsetMinutes = 0, near = new Date()): Date | undefined {
  const [, absolute, quarters, sign] = absoluteTime.exec(text) ?? [];
  if (absolute !== undefined) {
    const minutes = Number(quarters) * (sign === '-' ? -15 : 15);
    return dateOf(instantOf(fieldsOf(`20${absolute}`), minutes));
  }
  const distance = (time: number): number => Math.abs(time - near.getTime());
  const counted = sinceEpoch(text).filter((time) => distance(time) < farthest);
  const written = readings(text.replace(/\D/g, '')).map((fields) => instantOf(fields, offsetMinutes));
  const found = [...written, ...counted].filter((time) => time !== undefined);
  return dateOf(found.sort((one, other) => distance(one) - distance(other))[0]);
}

/** `YYMMDDhhmm` of `date`, or with `ss`, by the clock that is `offsetMinutes` ahead of UTC. */
export function receiptDateText(date: Date, options: { seconds?: boolean; offsetMinutes?: number } = {}): string {
  const shifted = new Date(date.getTime() + (options.offsetMinutes ?? 0) * 60_000);
  const digits = shifted.toISOString().replace(/\D/g, '');
  return digits.slice(2, options.seconds === true ? 14 : 12);
}

/** Seconds or milliseconds since 1970, which some write. */
function sinceEpoch(text: string): number[] {
  if (/^\d{10}$/.test(text)) return [Number(text) * 1000];
  return /^\d{13}$/.test(text) ? [Number(text)] : [];
}

function readings(digits: string): Fields[] {
  if (digits.length === 10) return [fieldsOf(`20${digits}00`)];
  if (digits.length === 12) return [fieldsOf(`20${digits}`), fieldsOf(`${digits}00`)];
  return digits.length === 14 ? [fieldsOf(digits)] : [];
}

function fieldsOf(digits: string): Fields {
  const part = (start: number, end: number): number => Number(digits.slice(start, end));
  return {
    year: part(0, 4),
    month: part(4, 6),
    day: part(6, 8),
    hour: part(8, 10),
    minute: part(10, 12),
    second: part(12, 14),
  };
}

function instantOf({ year, month, day, hour, minute, second }: Fields, offsetMinutes: number): number | undefined {
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(time);
  const isDate = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const isPlausible = year >= 1990 && year < 2100 && hour < 24 && minute < 60 && second < 60;
  return isDate && isPlausible ? time - offsetMinutes * 60_000 : undefined;
}

function dateOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
