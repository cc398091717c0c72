import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from './assignment.ts';

const memberNames = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const members = fc.uniqueArray(fc.constantFrom(...memberNames), { minLength: 1 });
const owners = fc.array(fc.option(fc.constantFrom(...memberNames), { nil: undefined }), {
  minLength: 1,
  maxLength: 70,
});

const loadsOf = (present: readonly string[], assigned: readonly string[]) =>
  present.map((member) => assigned.filter((other) => other === member).length);

describe('assignment of partitions to members', () => {
  it('gives every partition to a member, as evenly as can be', () => {
    fc.assert(
      fc.property(members, owners, (present, before) => {
        const assigned = assign(present, before);
        expect(assigned).toHaveLength(before.length);
        const loads = loadsOf(present, assigned);
        expect(loads.reduce((sum, load) => sum + load)).toBe(before.length);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('moves nothing when nothing changed', () => {
    fc.assert(
      fc.property(members, owners, (present, before) => {
        const assigned = assign(present, before);
        expect(assign(present, assigned)).toEqual(assigned);
      }),
    );
  });

  it('takes from the others only the share of one that joins', () => {
    const before = assign(
      ['a', 'b', 'c'],
      Array.from({ length: 64 }, () => undefined),
    );
    const after = assign(['a', 'b', 'c', 'd'], before);
    const moved = after.filter((member, partition) => member !== before[partition]);
    expect(moved).toEqual(Array.from({ length: 16 }, () => 'd'));
  });

  it('gives nobody anything where there is nobody', () => {
    expect(assign([], ['a', undefined])).toEqual([]);
  });
});
