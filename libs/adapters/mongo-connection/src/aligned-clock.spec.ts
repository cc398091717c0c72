import { describe, expect, it } from 'vitest';
import { offsetOf } from './aligned-clock.ts';

describe('the offset of the server clock', () => {
  it('takes half the round trip off', () => {
    expect(offsetOf([{ asked: 1000, answered: 1100, serverTime: 61_050 }])).toBe(60_000);
    expect(offsetOf([{ asked: 100_000, answered: 100_020, serverTime: 40_010 }])).toBe(-60_000);
  });

  it('trusts the quickest of several answers', () => {
    const slow = { asked: 1000, answered: 3000, serverTime: 5000 };
    const quick = { asked: 3000, answered: 3002, serverTime: 4001 };
    expect(offsetOf([slow, quick, slow])).toBe(1000);
  });
});
