/** That no server, folder or mount outlives the process that started it, however that process ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive } from './install-once.ts';
import { limitedDisksWork } from './limited-disk.ts';
import { until } from './until.ts';

const noServers = process.env['POSTBUS_KAFKA_LIBS'] === undefined || process.env['POSTBUS_PYTHON'] === undefined;

interface Started {
  readonly pids: readonly number[];
  readonly folders: readonly string[];
}

/** A process that starts servers, tells of them, and then does `next`. */
function starting(disk: boolean, next: string): ChildProcess {
  const at = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const program = `
    const { startKafka } = await import(${at('start-kafka.ts')});
    const { startMongo } = await import(${at('start-mongo.ts')});
    const kafka = await startKafka({ ${disk ? 'disk: 64 * 1024 * 1024' : ''} });
    const mongo = await startMongo();
    const pids = [kafka.broker(1).pid, mongo.pid];
    ${disk ? 'pids.push(kafka.disk(1).pid);' : ''}
    console.log(JSON.stringify({ pids, folders: [kafka.folder, mongo.folder] }));
    ${next}
  `;
  const flags = ['--experimental-transform-types', '--no-warnings', '--conditions=@postbus/source'];
  return spawn(process.execPath, [...flags, '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function told(child: ChildProcess): Promise<Started> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return JSON.parse(line) as Started;
}

/** Whether all of it goes within seconds; a process that nobody has waited for yet is gone too. */
function allGone({ pids, folders }: Started): Promise<boolean> {
  return until(() => Promise.resolve(!pids.some(runs) && !folders.some((path) => existsSync(path))), 10_000);
}

function runs(pid: number): boolean {
  if (!isAlive(pid)) return false;
  return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

describe.skipIf(noServers)('nothing is left running', () => {
  it('after close', async () => {
    child = starting(false, 'await Promise.all([kafka.close(), mongo.close()]); setInterval(() => 0, 1000);');
    const started = await told(child);
    expect(await allGone(started)).toBe(true);
    expect(child.exitCode).toBe(null);
  });

  it('after the process that started it ends without a word', async () => {
    child = starting(false, 'process.exit(0);');
    expect(await allGone(await told(child))).toBe(true);
  });

  it('after the process that started it is killed with SIGKILL, a file system of a broker included', async () => {
    child = starting(await limitedDisksWork(), 'setInterval(() => 0, 1000);');
    const started = await told(child);
    for (const pid of started.pids) expect(runs(pid)).toBe(true);
    child.kill('SIGKILL');
    expect(await allGone(started)).toBe(true);
  });
});
