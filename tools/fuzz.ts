/**
 * Runs the fuzz specs of the codecs for long, one after another, and tells what came of it and whether memory grew.
 *
 *   npm run fuzz -- [PACKAGE…] [--runs N]
 *
 * Without a PACKAGE (`oxmsg`, `rtf`), every one. `--runs` is the number of inputs of each test, a million unless told.
 * Exits 1 where one failed.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string' } } });
const runs = Number(values.runs ?? 1_000_000);
const files = globSync('libs/codecs/*/src/**/*.fuzz.spec.ts')
  .filter((file) => positionals.length === 0 || positionals.includes(file.split('/')[2]!))
  .sort();
if (files.length === 0 || !(runs >= 1)) {
  process.stderr.write('usage: npm run fuzz -- [PACKAGE…] [--runs N]\n');
  process.exit(2);
}

/** Milliseconds between two looks at the memory. */
const look = 2000;

for (const file of files) {
  const began = performance.now();
  const { failed, printed, memory } = await run(file);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`${file}: ${failed ? 'FAILED' : 'passed'}, ${seconds.toFixed(0)} s, ${growth(memory)}\n`);
  if (failed) process.stdout.write(printed);
  if (failed) process.exitCode = 1;
}

async function run(file: string) {
  const child = spawn('npx', ['vitest', 'run', '--project', 'fuzz', '--testTimeout=0', '--pool=forks', file], {
    env: { ...process.env, POSTBUS_FUZZ_RUNS: String(runs) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
  const memory: number[] = [];
  const timer = setInterval(() => memory.push(residentMegabytes(child)), look);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(timer);
  return { failed: code !== 0, printed, memory };
}

/** Of the largest process below `child`; 0 where the system does not tell. */
function residentMegabytes({ pid }: ChildProcess): number {
  try {
    const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
    const family = new Set([pid]);
    for (const [id, parent] of rows) if (family.has(parent)) family.add(id);
    return Math.max(0, ...rows.filter(([id]) => family.has(id)).map(([, , size = 0]) => size / 1024));
  } catch {
    return 0;
  }
}

/** The most of the first and of the last third: what grows is larger in the last. */
function growth(memory: readonly number[]): string {
  const third = Math.ceil(memory.length / 3);
  if (third === 0) return 'too short to tell of memory';
  const most = (part: readonly number[]): string => Math.max(...part).toFixed(0);
  return `memory ${most(memory.slice(0, third))} MiB in the first third, ${most(memory.slice(-third))} MiB in the last`;
}
