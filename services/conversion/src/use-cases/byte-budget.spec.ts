import { describe, expect, it } from 'vitest';
import { ByteBudget } from './byte-budget.ts';

const never = new AbortController().signal;

function held(): { readonly done: Promise<void>; readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { done: promise, release: resolve };
}

describe('bytes in flight', () => {
  it('admits what fits, and the rest in its order', async () => {
    const budget = new ByteBudget(100);
    const order: string[] = [];
    const first = held();
    const runs = [
      budget.within(80, never, async () => void (await first.done, order.push('first'))),
      budget.within(30, never, async () => void order.push('second')),
      budget.within(10, never, async () => void order.push('third')),
    ];
    expect(budget.taken).toBe(80);
    first.release();
    await Promise.all(runs);
    expect(order).toEqual(['first', 'second', 'third']);
    expect(budget.taken).toBe(0);
  });

  it('admits one larger than all alone', async () => {
    const budget = new ByteBudget(100);
    await expect(budget.within(1000, never, async () => budget.taken)).resolves.toBe(1000);
  });

  it('gives the bytes back when the work fails', async () => {
    const budget = new ByteBudget(100);
    await expect(budget.within(50, never, async () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(budget.taken).toBe(0);
  });

  it('lets those behind pass when one that waits is aborted', async () => {
    const budget = new ByteBudget(100);
    const first = held();
    const running = budget.within(60, never, () => first.done);
    const abort = new AbortController();
    const aborted = budget.within(90, abort.signal, async () => 'ran');
    const behind = budget.within(20, never, async () => 'ran');
    abort.abort(new Error('gone'));
    await expect(aborted).rejects.toThrow('gone');
    await expect(behind).resolves.toBe('ran');
    first.release();
    await running;
  });
});
