import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OffsetCommits } from './offset-commits.ts';

function commitsInto(every = 1) {
  const committed: (readonly [number, number])[][] = [];
  const failures: unknown[] = [];
  let fail: unknown;
  let gate: Promise<void> | undefined;
  const commits = new OffsetCommits(
    every,
    async (offsets) => {
      await gate;
      if (fail !== undefined) throw fail;
      committed.push([...offsets]);
    },
    (error) => failures.push(error),
  );
  return {
    commits,
    committed,
    failures,
    failWith: (error: unknown) => (fail = error),
    hold: (promise: Promise<void>): void => void (gate = promise),
  };
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await after(1);
};

describe('offsets to commit', () => {
  it('go together, the newest of each partition, a while after the first', async () => {
    const { commits, committed } = commitsInto();
    commits.mark(0, 5);
    commits.mark(1, 7);
    commits.mark(0, 6);
    expect(committed).toEqual([]);
    await until(() => committed.length > 0);
    expect(committed).toEqual([
      [
        [0, 6],
        [1, 7],
      ],
    ]);
  });

  it('are tried again after a failure, with what came meanwhile', async () => {
    const { commits, committed, failures, failWith } = commitsInto();
    failWith(new Error('away'));
    commits.mark(0, 5);
    await until(() => failures.length >= 2);
    commits.mark(0, 6);
    failWith(undefined);
    await until(() => committed.length > 0);
    expect(committed[0]).toEqual([[0, 6]]);
  });

  it('do not go back where a newer one came while one was on its way', async () => {
    const gate = Promise.withResolvers<void>();
    const { commits, committed, hold } = commitsInto();
    hold(gate.promise);
    commits.mark(0, 5);
    const flushed = commits.flush();
    await after(2);
    commits.mark(0, 6);
    gate.resolve();
    await flushed;
    await until(() => committed.length === 2);
    expect(committed).toEqual([[[0, 5]], [[0, 6]]]);
  });

  it('of a partition that went away are dropped', async () => {
    const { commits, committed } = commitsInto(60_000);
    commits.mark(0, 5);
    commits.mark(1, 5);
    commits.drop(0);
    await commits.flush();
    expect(committed).toEqual([[[1, 5]]]);
    commits.stop();
  });

  it('ask for nothing where nothing is marked', async () => {
    const { commits, committed } = commitsInto();
    await commits.flush();
    expect(committed).toEqual([]);
  });
});
