import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('are so many at once, the others in their order, whether they go well or not', async () => {
    const turns = new Turns(2);
    const began: number[] = [];
    const ends: PromiseWithResolvers<void>[] = [];
    const works = Array.from({ length: 5 }, (_, index) => {
      const end = Promise.withResolvers<void>();
      ends.push(end);
      return turns.run(async () => {
        began.push(index);
        await end.promise;
        return index;
      });
    });
    const outcomes = Promise.allSettled(works);
    await settled();
    expect(began).toEqual([0, 1]);
    ends[1]!.reject(new Error('away'));
    await settled();
    expect(began).toEqual([0, 1, 2]);
    for (const { resolve } of ends) resolve();
    expect((await outcomes).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(began).toEqual([0, 1, 2, 3, 4]);
    expect(await turns.run(async () => 'after all')).toBe('after all');
  });
});
