/** A clock that stands still until a test turns it. */
import type { Clock } from '@postbus/ports';

export interface ManualClock extends Clock {
  /** Lets `milliseconds` pass. */
  advance(milliseconds: number): void;
}

/** @param start epoch milliseconds; a Wednesday in 2026 unless told */
export function manualClock(start = Date.UTC(2026, 0, 14, 9, 30)): ManualClock {
  let now = start;
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}
