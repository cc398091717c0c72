/** DTR: a date and time in seven 16-bit numbers, without a time zone; taken as UTC. [MS-OXTNEF] 2.1.3.3.4 */
import { epochMsOf, fileTimeOf } from '@postbus/mapi';

export const dateTimeLength = 14;

/** PtypTime of the DTR in `data`, or undefined where it tells no time. */
export function readDateTime(data: Uint8Array): bigint | undefined {
  if (data.length < dateTimeLength - 2) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [year, month, day, hour, minute, second] = Array.from({ length: 6 }, (_, index) =>
    view.getUint16(index * 2, true),
  ) as [number, number, number, number, number, number];
  if (year < 1601 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return fileTimeOf(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** The DTR of a PtypTime, fractions of a second cut off; undefined past the year 9999. */
export function dateTimeBytes(time: bigint): Uint8Array<ArrayBuffer> | undefined {
  const date = new Date(epochMsOf(time));
  const year = date.getUTCFullYear();
  if (time < 0n || year > 9999) return undefined;
  const fields = [
    year,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    date.getUTCDay(),
  ];
  const view = new DataView(new ArrayBuffer(dateTimeLength));
  fields.forEach((field, index) => view.setUint16(index * 2, field, true));
  return new Uint8Array(view.buffer);
}
