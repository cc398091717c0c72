import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WaitingLine } from './waiting-line.ts';

it('a line serves those that stay in the order of their coming', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant('add'), fc.constant('take'), fc.nat(300)), { maxLength: 1000 }),
      (steps) => {
        const line = new WaitingLine<number>();
        const expected: number[] = [];
        const leaves: (() => void)[] = [];
        for (const step of steps) {
          if (step === 'add') {
            expected.push(leaves.length);
            leaves.push(line.add(leaves.length));
          } else if (step === 'take') expect(line.take()).toBe(expected.shift());
          else if (step < leaves.length) {
            leaves[step]!();
            if (expected.includes(step)) expected.splice(expected.indexOf(step), 1);
          }
          expect(line.size).toBe(expected.length);
        }
      },
    ),
    { numRuns: 200 },
  );
});

it('a line of a hundred thousand is served at once', () => {
  const line = new WaitingLine<number>();
  const from = performance.now();
  for (let index = 0; index < 100_000; index++) line.add(index);
  let inOrder = 0;
  while (line.take() === inOrder) inOrder++;
  expect(inOrder).toBe(100_000);
  expect(line.take()).toBeUndefined();
  expect(performance.now() - from).toBeLessThan(2000);
});
