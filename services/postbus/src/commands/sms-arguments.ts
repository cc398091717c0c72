/** What `postbus sms` is told on its command line and standard input, as the admin API takes it. */
import { submissionLimits } from '@postbus/domain';
import { InvalidArgumentError } from 'commander';
import { AdminError } from '../admin/admin-error.ts';

const dateAndTime = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?$/;
/** Bytes of UTF-8. Stops input of any length from filling the memory. */
const mostInput = 4 * submissionLimits.text;

/**
 * @param written local unless it says its zone
 * @returns ISO 8601, in UTC
 * @throws {InvalidArgumentError} for a day that no month has, too, which Date.parse takes for one of the next
 */
export function timeOf(written: string): string {
  const [, day] = dateAndTime.exec(written) ?? [];
  const time = Date.parse(written);
  if (day === undefined || Number.isNaN(time) || !isDay(day))
    throw new InvalidArgumentError('A time such as 2026-11-22T08:00 is expected.');
  if (time >= submissionLimits.before) throw new InvalidArgumentError('A time before the year 9999 is expected.');
  return new Date(time).toISOString();
}

function isDay(written: string): boolean {
  const day = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(written);
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds, of what is written as settings write them. @throws {InvalidArgumentError} */
export function validityOf(written: string): number {
  const { min, max } = submissionLimits.validity;
  const parts = /^(\d+[smhd])+$/.test(written) ? written.matchAll(/(\d+)([smhd])/g) : [];
  const milliseconds = Array.from(parts, ([, count, unit]) => Number(count) * units[unit!]!);
  const sum = milliseconds.reduce((all, part) => all + part, 0);
  if (sum >= min && sum <= max) return sum;
  throw new InvalidArgumentError('A duration such as 90m or 1d is expected, from 1m to 30d.');
}

/** @throws {InvalidArgumentError} */
export function limitOf(written: string): number {
  if (/^[1-9]\d{0,5}$/.test(written)) return Number(written);
  throw new InvalidArgumentError('A whole number of at least 1 is expected.');
}

/**
 * The text that standard input holds, without its last line end.
 * @throws {AdminError} `invalid-input` for more than may be sent, and for what is no UTF-8
 */
export async function textIn(input: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input) {
    length += chunk.length;
    if (length > mostInput)
      throw new AdminError('invalid-input', `the text has ${submissionLimits.text} characters at most`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new AdminError('invalid-input', 'the text is no UTF-8', { cause });
  }
}
