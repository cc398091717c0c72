import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventIds } from './event-ids.ts';

const now = Date.UTC(2026, 10, 21);

describe('ids of events', () => {
  it('rise with each commit of a mailbox, whichever of several processes commits, however far their clocks are apart', () => {
    const commit = fc.record({ process: fc.nat(2), count: fc.integer({ min: 1, max: 5 }), clock: fc.nat(120_000) });
    fc.assert(
      fc.property(fc.array(commit, { minLength: 2, maxLength: 50 }), (commits) => {
        const processes = [new EventIds(), new EventIds(), new EventIds()];
        let last = 0;
        for (const { process, count, clock } of commits) {
          const first = processes[process]!.take(count, last, now + clock - 60_000);
          expect(first).toBeGreaterThan(last);
          last = first + count - 1;
        }
      }),
    );
  });

  it('are never given twice by one process, whatever mailboxes they are for', () => {
    const ids = new EventIds();
    const given = new Set<number>();
    for (let event = 0; event < 20_000; event++) given.add(ids.take(1, 0, now));
    expect(given.size).toBe(20_000);
  });

  it('stay exact as numbers until 2094', () => {
    expect(new EventIds().take(1, 0, Date.UTC(2094, 0, 1))).toBeLessThan(Number.MAX_SAFE_INTEGER);
  });
});
