/** Time that stands still until a test lets it pass; what is due then runs in its order. */
import type { Timers } from './index.ts';

export interface ManualTimers extends Timers {
  pass(milliseconds: number): void;
  readonly pending: number;
}

export function manualTimers(): ManualTimers {
  let now = 0;
  const due = new Set<{ at: number; action: () => void }>();
  return {
    now: () => now,
    after: (milliseconds, action) => {
      const timer = { at: now + milliseconds, action };
      due.add(timer);
      return () => void due.delete(timer);
    },
    get pending() {
      return due.size;
    },
    pass: (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
        if (next === undefined) break;
        due.delete(next);
        now = next.at;
        next.action();
      }
      now = end;
    },
  };
}
