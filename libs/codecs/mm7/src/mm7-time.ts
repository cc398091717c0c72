/** Times: absolute ones, and durations from when the message is taken. XML Schema 2: 3.2.6, 3.2.7 */

/** A duration; months have no fixed length. */
export interface Mm7Duration {
  readonly months: number;
  readonly seconds: number;
}

/** A date, or what is added to the time at which the message is taken. */
export type Mm7Time = { readonly at: Date } | { readonly after: Mm7Duration };

const dateTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,20})?(Z|[+-]\d\d:?\d\d)?$/;
const duration =
  /^P(?=.)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,9})D)?(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/;
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** The time that `time` is for a message taken at `from`; the last day of a month where it has fewer days. */
export function mm7TimeFrom(time: Mm7Time, from: Date): Date {
  if ('at' in time) return time.at;
  const { months, seconds } = time.after;
  const shifted = new Date(from);
  shifted.setUTCMonth(shifted.getUTCMonth() + months, 1);
  const lastDay = new Date(Date.UTC(shifted.getUTCFullYear(), shifted.getUTCMonth() + 1, 0)).getUTCDate();
  shifted.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return new Date(shifted.getTime() + seconds * 1000);
}

/** An xs:dateTime, in UTC where it has no zone; undefined for anything else. */
export function readDateTime(text: string): Date | undefined {
  const match = dateTime.exec(text);
  if (match === null) return undefined;
  const [, year, month, date, hours, minutes, seconds, fraction = '', zone = 'Z'] = match;
  const local = new Date(`${year}-${month}-${date}T00:00:00Z`);
  const isDay = !Number.isNaN(local.getTime()) && local.getUTCDate() === Number(date);
  const isMidnight = hours === '24' && Number(minutes) === 0 && Number(seconds) === 0 && Number(`0${fraction}`) === 0;
  if (!isDay || Number(minutes) > 59 || Number(seconds) > 59 || (Number(hours) > 23 && !isMidnight)) return undefined;
  const offset = zoneMinutes(zone);
  if (offset === undefined) return undefined;
  const past = Number(hours) * hour + (Number(minutes) - offset) * minute + Number(seconds);
  return new Date(local.getTime() + past * 1000 + Math.floor(Number(`0${fraction}`) * 1000));
}

/** `date` in UTC. @throws {RangeError} for a date that is none, or outside the years 1 to 9999 */
export function dateTimeText(date: Date): string {
  const text = date.toISOString();
  if (!/^\d{4}-/.test(text) || text.startsWith('0000')) throw new RangeError('a year of other than four digits');
  return text.replace('.000Z', 'Z');
}

/** An xs:duration that is not negative; undefined for anything else. */
export function readDuration(text: string): Mm7Duration | undefined {
  const match = duration.exec(text);
  if (match === null) return undefined;
  const [years, months, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return { months: years! * 12 + months!, seconds: days! * day + hours! * hour + minutes! * minute + seconds! };
}

/** @throws {RangeError} for one that is negative or no number */
export function durationText({ months, seconds }: Mm7Duration): string {
  const isRight = Number.isInteger(months) && months >= 0 && months < 1e6 && seconds >= 0 && seconds < 1e9;
  if (!isRight) throw new RangeError('a duration that is none');
  const whole = Math.floor(seconds);
  const days = Math.floor(whole / day);
  const fraction = (seconds - whole)
    .toFixed(3)
    .slice(1)
    .replace(/\.?0*$/, '');
  const clock = [
    [Math.floor((whole % day) / hour), 'H'],
    [Math.floor((whole % hour) / minute), 'M'],
  ] as const;
  const rest = whole % minute;
  const time =
    clock.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('') +
    (rest === 0 && fraction === '' ? '' : `${rest}${fraction}S`);
  const date = (months === 0 ? '' : `${months}M`) + (days === 0 ? '' : `${days}D`);
  if (date === '' && time === '') return 'PT0S';
  return `P${date}${time === '' ? '' : `T${time}`}`;
}

/** Of `+01:00`; undefined beyond fourteen hours. */
function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(-2));
  const offset = Number(zone.slice(1, 3)) * 60 + minutes;
  if (minutes > 59 || offset > 14 * 60) return undefined;
  return zone.startsWith('-') ? -offset : offset;
}
