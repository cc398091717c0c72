import { expect, it } from 'vitest';
import type { Log, LogFields } from '../log/log.ts';
import { Shutdown } from './shutdown.ts';

const said: unknown[] = [];
const note = ({ step }: LogFields, message: string): void => void said.push([message, step]);
const log: Log = { debug: note, info: note, warn: note, error: note };

it('goes down in order, waiting for each step', async () => {
  const order: string[] = [];
  const shutdown = new Shutdown(log);
  for (const name of ['listeners', 'handlers', 'store']) {
    shutdown.add(name, async () => {
      await new Promise(setImmediate);
      order.push(name);
    });
  }
  expect(await Promise.all([shutdown.run('test'), shutdown.run('again')])).toEqual([true, true]);
  expect(order).toEqual(['listeners', 'handlers', 'store']);
});

it('goes on after a step that fails or takes too long, and tells it', async () => {
  said.length = 0;
  const shutdown = new Shutdown(log);
  let closed = false;
  shutdown.add('failing', () => Promise.reject(new Error('no')));
  shutdown.add('throwing', () => {
    throw new Error('no');
  });
  shutdown.add('hanging', () => new Promise(() => {}), 10);
  shutdown.add('store', async () => {
    closed = true;
  });
  expect(await shutdown.run('test')).toBe(false);
  expect(closed).toBe(true);
  expect(said).toEqual([
    ['going down', undefined],
    ['a step of going down failed', 'failing'],
    ['a step of going down failed', 'throwing'],
    ['a step of going down takes too long', 'hanging'],
    ['gone down', undefined],
  ]);
});
