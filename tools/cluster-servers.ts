/**
 * A Kafka and a MongoDB-wire server for a developer.
 *
 *   npm run servers -- start [--brokers 3] [--background]
 *   npm run servers -- status | stop
 *
 * `start` keeps them until Ctrl-C, or `stop`; `status` prints what a shell needs: `eval "$(npm run -s servers -- status)"`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { clusterServers, serversFolder } from '@postbus/cluster-servers';

/** What a process that keeps servers writes down, for as long as it does. */
interface Running {
  readonly pid: number;
  readonly where: string;
  readonly kafkaBrokers: string;
  readonly mongoUrl: string;
}

const stateFile = join(serversFolder(), 'running.json');
const logFile = join(serversFolder(), 'running.log');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { brokers: { type: 'string', default: '1' }, background: { type: 'boolean', default: false } },
});
const [command] = positionals;
const brokers = ({ '1': 1, '3': 3 } as const)[values.brokers];
const commands: Readonly<Record<string, () => Promise<number>>> = { start, stop, status };
const run = positionals.length === 1 && brokers !== undefined ? commands[command ?? ''] : undefined;
if (run === undefined) say('usage: npm run servers -- start [--brokers 1|3] [--background] | status | stop');
process.exitCode = run === undefined ? 2 : await run();

async function start(): Promise<number> {
  const already = running();
  if (already !== undefined) return tell(already);
  return values.background ? startInBackground() : keep();
}

/** Starts them, and keeps them until it is asked to end. */
async function keep(): Promise<number> {
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  // Servers of its own are asked for, whatever the shell has already.
  delete process.env['KAFKA_BROKERS'];
  delete process.env['MONGO_URL'];
  const servers = await clusterServers({ brokers: brokers! });
  const { where, kafkaBrokers, mongoUrl } = servers;
  const state: Running = { pid: process.pid, where, kafkaBrokers, mongoUrl };
  mkdirSync(serversFolder(), { recursive: true });
  writeFileSync(stateFile, JSON.stringify(state));
  tell(state);
  say('Ctrl-C stops them');
  const alive = setInterval(() => undefined, 60_000);
  await asked;
  clearInterval(alive);
  rmSync(stateFile, { force: true });
  await servers.close();
  return 0;
}

async function startInBackground(): Promise<number> {
  mkdirSync(serversFolder(), { recursive: true });
  const log = openSync(logFile, 'w');
  const parameters = [...process.execArgv, process.argv[1]!, 'start', '--brokers', values.brokers];
  const child = spawn(process.execPath, parameters, { detached: true, stdio: ['ignore', log, log] });
  child.unref();
  while (child.exitCode === null) {
    const state = running();
    if (state !== undefined) return tell(state);
    await delay(100);
  }
  say(readFileSync(logFile, 'utf8'));
  return 1;
}

async function stop(): Promise<number> {
  const state = running();
  if (state === undefined) return notRunning();
  process.kill(state.pid, 'SIGTERM');
  while (isAlive(state.pid)) await delay(50);
  say('stopped');
  return 0;
}

function status(): Promise<number> {
  const state = running();
  return Promise.resolve(state === undefined ? notRunning() : tell(state));
}

/** What runs, unless the process that kept it was killed. */
function running(): Running | undefined {
  try {
    const state = JSON.parse(readFileSync(stateFile, 'utf8')) as Running;
    return isAlive(state.pid) ? state : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function tell({ where, kafkaBrokers, mongoUrl }: Running): number {
  say(where);
  process.stdout.write(`export KAFKA_BROKERS='${kafkaBrokers}' MONGO_URL='${mongoUrl}'\n`);
  return 0;
}

function notRunning(): number {
  say('no servers run; `npm run servers -- start` starts them');
  return 1;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
