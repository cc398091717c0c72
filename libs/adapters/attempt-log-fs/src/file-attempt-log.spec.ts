import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAttemptLog } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postbus-attempts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('attempt log', () => {
  it('counts what began and did not end, over restarts', async () => {
    const first = openAttemptLog(folder);
    expect(await first.begin('a')).toBe(0);
    expect(await first.begin('a')).toBe(1);
    expect(await first.begin('b')).toBe(0);
    await first.end('b');
    await first.close();
    const second = openAttemptLog(folder);
    expect(await second.begin('a')).toBe(2);
    expect(await second.begin('b')).toBe(0);
    await second.close();
  });

  it('passes over a line that a crash cut short', async () => {
    const first = openAttemptLog(folder);
    await first.begin('a');
    await first.close();
    appendFileSync(join(folder, 'attempts.log'), '+unfini');
    const second = openAttemptLog(folder);
    expect(await second.begin('unfini')).toBe(0);
    expect(await second.begin('a')).toBe(1);
    await second.close();
  });

  it('stays small while much work begins and ends', async () => {
    const log = openAttemptLog(folder);
    await log.begin('kept');
    for (let index = 0; index < 10_000; index++) {
      await log.begin(`id-${index}`);
      await log.end(`id-${index}`);
    }
    expect(readFileSync(join(folder, 'attempts.log')).length).toBeLessThan(100_000);
    expect(await log.begin('kept')).toBe(1);
    await log.close();
  });

  it('refuses an id that could break the journal', async () => {
    const log = openAttemptLog(folder);
    await expect(log.begin('a\n+b')).rejects.toThrow(TypeError);
    await log.close();
  });
});
