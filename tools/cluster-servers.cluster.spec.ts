/** `npm run servers` as a developer uses it, beside the servers that the developer may have running. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const { POSTBUS_KAFKA_LIBS: libs, POSTBUS_PYTHON: python } = process.env;
const flags = ['--experimental-transform-types', '--no-warnings', '--conditions=@postbus/source'];
const tool = new URL('cluster-servers.ts', import.meta.url).pathname;

/** A cache of its own, with what is installed already. */
let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'servers-'));
  for (const installed of [dirname(libs!), dirname(dirname(python!))]) {
    symlinkSync(installed, join(cache, installed.slice(dirname(installed).length + 1)));
  }
});
afterEach(() => rmSync(cache, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function servers(...words: string[]): Promise<Outcome> {
  const env = { ...process.env, POSTBUS_SERVERS: cache };
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, tool, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe.skipIf(libs === undefined || python === undefined)('npm run servers', () => {
  it('starts servers in the background, names them to a shell, and stops them', async () => {
    expect(await servers('status')).toMatchObject({ code: 1, stdout: '' });
    const started = await servers('start', '--background');
    expect(started.stdout).toMatch(/^export KAFKA_BROKERS='[\w.:]+' MONGO_URL='mongodb:[^']+'\n$/);
    expect(started.stderr).toMatch(/Kafka .*; .*\n/);
    expect(started.stdout).not.toContain(process.env['KAFKA_BROKERS']);
    expect(await servers('status')).toMatchObject({ code: 0, stdout: started.stdout });
    expect(await servers('start')).toMatchObject({ code: 0, stdout: started.stdout });
    expect(await servers('stop')).toMatchObject({ code: 0 });
    expect(await servers('status')).toMatchObject({ code: 1, stdout: '' });
    expect(readdirSync(cache)).not.toContain('running.json');
  });

  it('keeps servers until it is interrupted', async () => {
    const env = { ...process.env, POSTBUS_SERVERS: cache };
    const child = spawn(process.execPath, [...flags, tool, 'start'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect(line.toString()).toMatch(/^export KAFKA_BROKERS=/);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await servers('status')).toMatchObject({ code: 1 });
  });

  it('tells how it is used', async () => {
    const misused = await servers('start', '--brokers', '2');
    expect(misused).toMatchObject({ code: 2, stderr: expect.stringContaining('usage: ') as string });
  });
});
