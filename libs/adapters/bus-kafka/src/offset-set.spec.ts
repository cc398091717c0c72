import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OffsetSet } from './offset-set.ts';

describe('a set of offsets', () => {
  it('has what was added and nothing else', () => {
    const offsets = fc.array(fc.oneof(fc.nat(5000), fc.nat(2 ** 40)));
    fc.assert(
      fc.property(offsets, fc.array(fc.nat(5000)), (added, asked) => {
        const set = new OffsetSet();
        for (const offset of added) set.add(offset);
        const model = new Set(added);
        return [...added, ...asked].every((offset) => set.has(offset) === model.has(offset));
      }),
    );
  });

  it('forgets only what lies below', () => {
    const set = new OffsetSet();
    for (const offset of [0, 1023, 1024, 5000]) set.add(offset);
    set.forgetBefore(1024);
    expect([0, 1023, 1024, 5000].map((offset) => set.has(offset))).toEqual([false, false, true, true]);
  });
});
