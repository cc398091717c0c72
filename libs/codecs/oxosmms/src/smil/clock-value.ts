/** Clock values, as SMIL 1.0, 2.0 and 2.1 write them. [SMIL2.1] 10.3.1 "Clock values" */

const clock = /^(?:(\d{1,6}):)?([0-5]?\d):([0-5]?\d(?:\.\d{1,9})?)$/;
const count = /^(\d{1,9}(?:\.\d{1,9})?)\s?(h|min|s|ms)?$/;
const milliseconds: Readonly<Record<string, number>> = { h: 3_600_000, min: 60_000, s: 1000, ms: 1 };

/** Milliseconds of `02:30:03.5`, `02:33`, `3.2h`, `45min`, `30s`, `5000ms` or `12.467`; undefined for `indefinite`, `media` and all else. */
export function readClockValue(text: string | undefined): number | undefined {
  const value = text?.trim() ?? '';
  const [, hours, minutes, seconds] = clock.exec(value) ?? [];
  if (minutes !== undefined && seconds !== undefined)
    return Math.round(Number(hours ?? 0) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000);
  const [, number, unit = 's'] = count.exec(value) ?? [];
  return number === undefined ? undefined : Math.round(Number(number) * milliseconds[unit]!);
}
