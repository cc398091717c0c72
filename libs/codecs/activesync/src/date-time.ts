/** Moments in UTC as text. [MS-ASDTYPE] 2.3 and 2.7.2 */

const anyForm = /^(\d{4})-?(\d{2})-?(\d{2})T(\d{2}):?(\d{2}):?(\d{2})(?:\.(\d{1,7}))?Z$/;

/** `2009-07-29T19:25:37.817Z` */
export function dateTimeText(moment: Date): string {
  return moment.toISOString();
}

/** `20090729T192537Z`; what is under a second is cut off. */
export function compactDateTimeText(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** A moment from either form, or undefined where `text` is neither or names no day or time. */
export function parseDateTime(text: string): Date | undefined {
  const parts = anyForm.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const millisecond = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day);
  moment.setUTCHours(hour, minute, second, millisecond);
  const asTold =
    moment.getUTCMonth() === month - 1 &&
    moment.getUTCDate() === day &&
    moment.getUTCHours() === hour &&
    moment.getUTCMinutes() === minute;
  return asTold ? moment : undefined;
}

/** Whether both forms can tell `moment`: it is one, in the years 0 to 9999. */
export function isTellable(moment: Date): boolean {
  const year = moment.getUTCFullYear();
  return year >= 0 && year <= 9999;
}
