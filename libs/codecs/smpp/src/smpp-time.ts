/** Times: YYMMDDhhmmsstnnp. SMPP 3.4 7.1.1 */
import { SmppError } from './smpp-error.ts';

/** From now on; years and months are those of the calendar. 7.1.1.2 */
export interface RelativeTime {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

const pattern = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d)(\d\d)([+\-R])$/;
const quarterHour = 15 * 60_000;
const second = 1000;
const longestRelative = 31 * 24 * 3600;

/** Whether `text` is an absolute or relative time of 7.1.1. */
export function isSmppTime(text: string): boolean {
  const kind = text.at(-1);
  return kind === 'R' ? readRelativeTime(text) !== undefined : readAbsoluteTime(text) !== undefined;
}

/**
 * The instant of an absolute time; of a relative one that from `now` on; of one without difference to UTC, as carriers
 * report (`YYMMDDhhmmss`, 7.1.1 note), by the clock that is `offsetMinutes` ahead of UTC.
 *
 * @returns undefined for what is none of these
 */
export function instantOf(text: string, now: Date, offsetMinutes = 0): Date | undefined {
  if (/^\d{12}$/.test(text)) {
    const local = readAbsoluteTime(`${text}000+`);
    return local && new Date(local.getTime() - offsetMinutes * 60_000);
  }
  const relative = readRelativeTime(text);
  return relative === undefined ? readAbsoluteTime(text) : after(now, relative);
}

/** Years are those from 2000 on. 7.1.1.1 */
export function readAbsoluteTime(text: string): Date | undefined {
  const [match, year, month, day, hour, minute, seconds, tenths, quarters, sign] = pattern.exec(text) ?? [];
  if (match === undefined || sign === 'R' || Number(quarters) > 48) return undefined;
  const time = Date.UTC(
    2000 + Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(seconds),
    Number(tenths) * 100,
  );
  const isDate = new Date(time).toISOString().slice(2, 19).replace(/\D/g, '') === text.slice(0, 12);
  if (!isDate) return undefined;
  return new Date(time - (sign === '-' ? -1 : 1) * Number(quarters) * quarterHour);
}

export function readRelativeTime(text: string): RelativeTime | undefined {
  const [match, years, months, days, hours, minutes, seconds, , , sign] = pattern.exec(text) ?? [];
  if (match === undefined || sign !== 'R') return undefined;
  return {
    years: Number(years),
    months: Number(months),
    days: Number(days),
    hours: Number(hours),
    minutes: Number(minutes),
    seconds: Number(seconds),
  };
}

/**
 * `date` as an absolute time, tenths of a second kept, by the clock that is `offsetMinutes` ahead of UTC.
 *
 * @throws {SmppError} `not-a-value` outside the years 2000 to 2099, or where the difference is none of quarter hours up to 12
 */
export function absoluteTime(date: Date, offsetMinutes = 0): string {
  const quarters = Math.abs(offsetMinutes) / 15;
  const local = new Date(date.getTime() + offsetMinutes * 60_000);
  const year = local.getUTCFullYear();
  if (!Number.isInteger(quarters) || quarters > 48 || !(year >= 2000 && year <= 2099)) {
    throw new SmppError('not-a-value', 'a time that YYMMDDhhmmsstnnp cannot say');
  }
  const digits = local.toISOString().replace(/\D/g, '').slice(2, 15);
  return `${digits}${String(quarters).padStart(2, '0')}${offsetMinutes < 0 ? '-' : '+'}`;
}

/** @throws {SmppError} `not-a-value` for a count that its two digits cannot say */
export function relativeTime(time: Partial<RelativeTime>): string {
  const counts = [time.years, time.months, time.days, time.hours, time.minutes, time.seconds];
  const digits = counts.map((count = 0) => {
    if (!Number.isInteger(count) || count < 0 || count > 99)
      throw new SmppError('not-a-value', `${count} in a relative time`);
    return String(count).padStart(2, '0');
  });
  return `${digits.join('')}000R`;
}

/**
 * A duration as a relative time, rounded up to a second.
 *
 * @throws {SmppError} `not-a-value` above 31 days, which carriers take for a wrong day: write those as an absolute time
 */
export function relativeTimeOf(milliseconds: number): string {
  const total = Math.ceil(milliseconds / second);
  if (!(total >= 0 && total <= longestRelative)) {
    throw new SmppError('not-a-value', `${milliseconds} ms is no duration of up to 31 days`);
  }
  return relativeTime({
    days: Math.floor(total / 86_400),
    hours: Math.floor(total / 3600) % 24,
    minutes: Math.floor(total / 60) % 60,
    seconds: total % 60,
  });
}

function after(now: Date, { years, months, days, hours, minutes, seconds }: RelativeTime): Date {
  const then = new Date(now);
  then.setUTCFullYear(now.getUTCFullYear() + years, now.getUTCMonth() + months, now.getUTCDate() + days);
  return new Date(then.getTime() + ((hours * 60 + minutes) * 60 + seconds) * second);
}
