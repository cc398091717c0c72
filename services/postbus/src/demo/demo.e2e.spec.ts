import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { postbus } from '../server/postbus-process.fixture.ts';
import { demoMessages } from './demo-messages.ts';
import type { StepLine } from './demo-report.ts';

describe('postbus demo', () => {
  it('goes the whole way, tells each step with its time and its trace, and exits 0', async () => {
    const { code, output, errors } = await postbus(['demo', '--json']);
    expect([code, errors]).toEqual([0, '']);
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as StepLine);
    expect(lines.every(({ ok, milliseconds }) => ok && milliseconds >= 0)).toBe(true);
    const steps = lines.map(({ step }) => step);
    expect(steps.filter((step) => step === 'receive')).toHaveLength(Object.keys(demoMessages()).length - 1);
    expect(steps).toEqual(expect.arrayContaining(['submit', 'wake', 'sync', 'fetch', 'signature', 'read', 'reply']));
    const texts = ['number', 'texting', 'text', 'wake', 'sent', 'text', 'receipt', 'answer'];
    expect(steps.slice(-texts.length)).toEqual(texts);
    const untraced = lines.filter(({ trace }) => trace === undefined).map(({ step }) => step);
    expect(untraced).toEqual(['start', 'accounts']);
    const traces = lines.flatMap(({ trace }) => trace ?? []);
    expect(traces.every((trace) => /^[0-9a-f]{32}$/.test(trace))).toBe(true);
    // A receipt is of the trace of its message, which the step before told; all else has one of its own.
    const receipt = lines.findIndex(({ step }) => step === 'receipt');
    expect(lines[receipt]!.trace).toBe(lines[receipt - 1]!.trace);
    expect(new Set(traces).size).toBe(traces.length - 1);
    const [, folder = ''] = /data in (\S+)/.exec(lines[0]!.seen) ?? [];
    expect([folder !== '', existsSync(folder)]).toEqual([true, false]);
  });

  it('has a message whose signature OpenSSL verifies', () => {
    const arguments_ = ['cms', '-verify', '-noverify', '-inform', 'SMIME', '-out', '/dev/null'];
    const { status, stderr } = spawnSync('openssl', arguments_, {
      input: demoMessages().signed.mime,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, expect.stringContaining('successful')]);
  });
});
