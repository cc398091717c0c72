import { expect, it } from 'vitest';
import { WorkLimit } from './work-limit.ts';

it('runs so many at once, lets so many wait in order, and refuses the rest', async () => {
  const limit = new WorkLimit(2, 3);
  const ended: number[] = [];
  let running = 0;
  let most = 0;
  const works = Array.from({ length: 7 }, (_, index) =>
    limit.run(async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      ended.push(index);
      if (index === 1) throw new Error('failed');
    }),
  );
  const outcomes = await Promise.allSettled(works);
  expect(most).toBe(2);
  expect(ended).toEqual([0, 1, 2, 3, 4]);
  const refused = { status: 'rejected', reason: expect.objectContaining({ code: 'too-many-logins', retryable: true }) };
  expect(outcomes.slice(5)).toEqual([refused, refused]);
  await expect(limit.run(async () => 'again')).resolves.toBe('again');
});
