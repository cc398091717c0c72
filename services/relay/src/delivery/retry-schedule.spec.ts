import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRetryOptions as options, retryWait } from './retry-schedule.ts';

const minute = 60_000;
const waits = (random: number) =>
  Array.from({ length: 12 }, (_, index) => retryWait(index + 1, options, () => random) / minute);

describe('the schedule of retries, RFC 5321 4.5.4.1', () => {
  it('grows from five minutes to four hours', () => {
    expect(waits(0.5)).toEqual([5, 10, 20, 40, 80, 160, 240, 240, 240, 240, 240, 240]);
  });

  it('spreads waits to both sides, however many tries there were', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (attempts, random) => {
        const middle = retryWait(attempts, options, () => 0.5);
        const wait = retryWait(attempts, options, () => random);
        expect(wait).toBeGreaterThanOrEqual(middle * 0.8 - 1);
        expect(wait).toBeLessThanOrEqual(middle * 1.2 + 1);
      },
    );
    fc.assert(property);
  });
});
