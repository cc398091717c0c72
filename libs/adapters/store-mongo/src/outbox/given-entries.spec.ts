import { describe, expect, it } from 'vitest';
import { GivenEntries } from './given-entries.ts';

describe('entries of the outbox that were given out', () => {
  it('are known by their ids alone, each of one mailbox', () => {
    const given = new GivenEntries();
    expect([given.add(1, 't/a'), given.add(2, 't/b'), given.add(1, 't/c'), given.add(1, 't/a')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(given.keys([1, 2, 3])).toEqual([
      { _id: 't/a/1', mailbox: 't/a' },
      { _id: 't/b/2', mailbox: 't/b' },
    ]);
    given.forget([1]);
    expect(given.keys([1])).toEqual([]);
    expect(given.add(1, 't/c')).toBe(true);
  });

  it('are forgotten, the oldest first, before they fill the memory', () => {
    const given = new GivenEntries();
    for (let id = 0; id < 100_002; id++) given.add(id, 't/a');
    expect(given.keys([0, 1, 2, 100_001]).map(({ _id }) => _id)).toEqual(['t/a/2', 't/a/100001']);
  });
});
