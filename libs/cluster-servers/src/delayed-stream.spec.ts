import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { DelayedStream } from './delayed-stream.ts';

it('makes the sender wait while a mebibyte is on its way', async () => {
  const line = new DelayedStream(() => 0);
  const taken: string[] = [];
  line.hold();
  line.write(Buffer.alloc(1024 * 1024 - 1), () => taken.push('less'));
  await setImmediate();
  expect(taken).toEqual(['less']);
  line.write(Buffer.alloc(1), () => taken.push('full'));
  await setImmediate();
  expect(taken).toEqual(['less']);
  line.release();
  let passed = 0;
  line.on('data', (chunk: Buffer) => {
    passed += chunk.length;
  });
  while (passed < 1024 * 1024) await setImmediate();
  expect(taken).toEqual(['less', 'full']);
});

it('ends only when all that was held back has passed', async () => {
  const line = new DelayedStream(() => 0);
  line.hold();
  line.end('last words');
  const whole = line.toArray() as Promise<Buffer[]>;
  await setImmediate();
  expect(line.readableEnded).toBe(false);
  line.release();
  expect(Buffer.concat(await whole).toString()).toBe('last words');
});
