import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { openAttemptLog } from '@postbus/attempt-log-fs';
import type { AttemptLog } from '@postbus/ports';
import { PortError } from '@postbus/ports';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Attempt, BoundedAttempts } from './bounded-attempts.ts';
import { ByteBudget } from './byte-budget.ts';
import { ConversionError } from './conversion.ts';

let folder: TemporaryFolder;
let log: AttemptLog;
let attempts: BoundedAttempts;
const signal = new AbortController().signal;

beforeEach(() => {
  folder = temporaryFolder();
  log = openAttemptLog(folder.path);
  attempts = new BoundedAttempts(log, new ByteBudget(1000));
});
afterEach(async () => {
  await log.close();
  folder.remove();
});

const attempt = (run: Attempt<string>['run'], id = 'message/smime'): Attempt<string> => ({
  id,
  size: 10,
  signal,
  read: async () => Buffer.from('bytes'),
  run,
});
const failing = (code: ConversionError['code']) => () =>
  Promise.reject(new ConversionError(code, 'made to fail', { reason: 'malformed' }));

describe('work that may crash', () => {
  it('is given the bytes, and forgotten once it is done', async () => {
    const done = await attempts.execute(
      attempt(async (bytes, isolated) => `${String(bytes)} ${isolated}`),
      () => 'given up',
    );
    expect([done, await log.begin('message/smime')]).toEqual(['bytes false', 0]);
  });

  it('is given up after two failures, each of which is told by its code', async () => {
    const told: unknown[] = [];
    const listen = (news: unknown): unknown => told.push(news);
    subscribe('postbus.conversion.attempt-failed', listen);
    expect(await attempts.execute(attempt(failing('conversion-failed')), () => 'given up')).toBe('given up');
    unsubscribe('postbus.conversion.attempt-failed', listen);
    const failure = { attempt: 'message/smime', code: 'conversion-failed', reason: 'malformed' };
    expect([told, await log.begin('message/smime')]).toEqual([[failure, failure], 0]);
  });

  it('runs alone once it failed, or once a process died over it', async () => {
    const alone: boolean[] = [];
    const run: Attempt<string>['run'] = async (_, isolated) => {
      alone.push(isolated);
      if (alone.length === 1) throw new ConversionError('worker-crashed', 'made to fail');
      return 'done';
    };
    expect(await attempts.execute(attempt(run), () => 'given up')).toBe('done');
    await log.begin('other');
    await attempts.execute(attempt(run, 'other'), () => 'given up');
    expect(alone).toEqual([false, true, true]);
  });

  it('is given up without a try after five processes died over it', async () => {
    for (let death = 0; death < 5; death++) await log.begin('message/smime');
    let tries = 0;
    const run = async (): Promise<string> => String(tries++);
    expect([await attempts.execute(attempt(run), () => 'given up'), tries]).toEqual(['given up', 0]);
  });

  it('is no failure where the service stops, a store is away, or the program is wrong', async () => {
    const faults = [
      new ConversionError('aborted', 'stopping'),
      new PortError('unavailable', 'BlobStore', 'away'),
      new TypeError('wrong'),
    ];
    for (const fault of faults) {
      const run = (): Promise<never> => Promise.reject(fault);
      await expect(attempts.execute(attempt(run), () => 'given up')).rejects.toBe(fault);
      expect(await log.begin('message/smime')).toBe(0);
      await log.end('message/smime');
    }
  });
});
