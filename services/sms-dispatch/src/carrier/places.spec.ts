import { describe, expect, it } from 'vitest';
import { Places } from './places.ts';

const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('places', () => {
  it('are given in the order in which they were asked for, as many as there are', async () => {
    const places = new Places(() => 2);
    const given: number[] = [];
    const leaves: (() => void)[] = [];
    const taken = async (index: number): Promise<void> => {
      leaves.push((await places.take(never))!);
      given.push(index);
    };
    for (let index = 0; index < 5; index++) {
      void taken(index);
    }
    await turn();
    expect(given).toEqual([0, 1]);
    leaves[1]!();
    leaves[1]!();
    await turn();
    expect(given).toEqual([0, 1, 2]);
    for (const leave of leaves) leave();
    await turn();
    expect(given).toEqual([0, 1, 2, 3, 4]);
  });

  it('have so many works done at once, the others in their order, whether they go well or not', async () => {
    const places = new Places(() => 2);
    const began: number[] = [];
    const ends: PromiseWithResolvers<void>[] = [];
    const works = Array.from({ length: 5 }, (_, index) => {
      const end = Promise.withResolvers<void>();
      ends.push(end);
      return places.run(async () => {
        began.push(index);
        await end.promise;
        return index;
      });
    });
    const outcomes = Promise.allSettled(works);
    await turn();
    expect(began).toEqual([0, 1]);
    ends[1]!.reject(new Error('away'));
    await turn();
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
    expect(await places.run(async () => 'after all')).toBe('after all');
  });

  it('may become more and fewer', async () => {
    let most = 0;
    const places = new Places(() => most);
    const first = places.take(never);
    const second = places.take(never);
    most = 1;
    places.changed();
    const leave = (await first)!;
    most = 0;
    leave();
    expect(await Promise.race([second, turn().then(() => 'waits')])).toBe('waits');
    most = 1;
    places.changed();
    expect(await second).toBeTypeOf('function');
  });

  it('are not waited for any more once that is over', async () => {
    const places = new Places(() => 1);
    const leave = (await places.take(never))!;
    const stop = new AbortController();
    const given = places.take(stop.signal);
    stop.abort();
    expect(await given).toBeUndefined();
    expect(await places.take(stop.signal)).toBeUndefined();
    leave();
    expect(await places.take(never)).toBeTypeOf('function');
  });

  it('are waited for a moment only, and by no more than leave in it', async () => {
    const places = new Places(() => 1);
    const leave = (await places.takeSoon(never, 0, 2))!;
    expect(await places.takeSoon(never, 1, 2)).toBeUndefined();
    const [second, third] = [places.takeSoon(never, 10_000, 2), places.takeSoon(never, 10_000, 2)];
    expect(await places.takeSoon(never, 10_000, 2)).toBeUndefined();
    leave();
    (await second)!();
    expect(await third).toBeDefined();
  });
});
