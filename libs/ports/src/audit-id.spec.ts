import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditIds, lowestAuditId } from './audit-id.ts';

describe('ids of audit entries', () => {
  it('are UUIDs of version 7 that hold the time, as the vector of RFC 9562 A.6 does', () => {
    const id = auditIds()(0x017f22e279b0);
    expect(id).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(lowestAuditId(0x017f22e279b0) <= '017f22e2-79b0-7cc3-98c4-dc0c0c07398f').toBe(true);
    expect(lowestAuditId(0x017f22e279b1) > '017f22e2-79b0-7cc3-98c4-dc0c0c07398f').toBe(true);
  });

  it('sort in the order of their making, though the clock stands or goes back', () => {
    const next = auditIds();
    const ids = Array.from({ length: 10_000 }, (_, index) => next(1000 - (index % 3)));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lie between the lowest of their millisecond and that of the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 2 }), (time) => {
        const id = auditIds()(time);
        expect(lowestAuditId(time) <= id && id < lowestAuditId(time + 1)).toBe(true);
      }),
    );
  });
});
