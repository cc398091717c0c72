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

/**
 * Reads a date of a receipt: two or four digits of the year, with or without seconds, with or without marks between.
 * Twelve digits may be read in two ways; the one that is a date counts, and of two the one nearer to `near`.
 *
 * @param offsetMinutes how far the carrier's clock is ahead of UTC; receipts do not say
 * @returns undefined for what is no date
 */
export function readReceiptDate(text: string, offsetMinutes = 0, near = new Date()): Date | undefined {
  const seconds = /^\d{10}$/.test(text) ? undefined : unixTime(text, near);
  if (seconds !== undefined) return seconds;
  const digits = text.replace(/\D/g, '');
  const found = readings(digits)
    .map((fields) => instantOf(fields, offsetMinutes))
    .filter((time) => time !== undefined);
  const [first] = found.sort((a, b) => Math.abs(a - near.getTime()) - Math.abs(b - near.getTime()));
  return first === undefined ? undefined : new Date(first);
}

/** `YYMMDDhhmm` of `date`, or with `ss`, by the clock that is `offsetMinutes` ahead of UTC. */
export function receiptDateText(date: Date, options: { seconds?: boolean; offsetMinutes?: number } = {}): string {
  const shifted = new Date(date.getTime() + (options.offsetMinutes ?? 0) * 60_000);
  const digits = shifted.toISOString().replace(/\D/g, '');
  return digits.slice(2, options.seconds === true ? 14 : 12);
}

/** Milliseconds since 1970, which some write; seconds look like YYMMDDhhmm and are not taken for it. */
function unixTime(text: string, near: Date): Date | undefined {
  const time = /^\d{13}$/.test(text) ? Number(text) : undefined;
  return time !== undefined && Math.abs(time - near.getTime()) < 3650 * day ? new Date(time) : undefined;
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
