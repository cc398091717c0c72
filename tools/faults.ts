/**
 * Does faults to a cluster on this machine while mail flows, and judges what it did: docs/faults.md
 *
 *   npm run faults -- [NAME…] [--kills N] [--minutes M] [--pace P] [--seed S] [--logs FOLDER]
 *
 * Without a NAME, every scenario one after another. `--kills` is the number of faults of each, `--minutes` after how long
 * no further one begins, `--pace` how much longer clients rest between two messages, and all
 * may take, on a machine that others use too. The same seed gives the same faults, as far as chance is ours. Exits 1 where something was found.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ScenarioOutcome, runScenario } from '../services/postbus/test/faults/run-scenario.ts';
import { scenarios } from '../services/postbus/test/faults/scenarios/index.ts';
import { type Scenario, seconds } from '../services/postbus/test/faults/stage.ts';
import { World } from '../services/postbus/test/faults/world.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string' },
    minutes: { type: 'string' },
    pace: { type: 'string', default: '1' },
    seed: { type: 'string' },
    logs: { type: 'string' },
  },
});
const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const numbers = [values.kills, values.minutes, values.seed, values.pace].map((value) =>
  value === undefined ? 1 : Number(value),
);
const known = positionals.every((name) => scenarios.some((scenario) => scenario.name === name));
if (!known || !numbers.every((value) => value >= 0)) {
  const names = scenarios.map(({ name, shows }) => `  ${name.padEnd(14)}${shows}\n`).join('');
  tell(`usage: npm run faults -- [NAME…] [--kills N] [--minutes M] [--pace P] [--seed S] [--logs FOLDER]\n${names}`);
  process.exit(2);
}

/** Faults of one set of servers: the database's stand-in gets slow after many killed clients. */
const mostOfWorld = 34;

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const logs = values.logs === undefined ? undefined : resolve(values.logs);
if (logs !== undefined) mkdirSync(logs, { recursive: true });
tell(`seed ${seed}`);

// An exit ends what was started; a signal alone would not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const outcomes: ScenarioOutcome[] = [];
for (const scenario of chosen) {
  tell(`\n${scenario.name}: ${scenario.shows}`);
  let left = Number(values.kills ?? scenario.faults.long);
  for (let round = 0; left > 0; round++) {
    const faults = Math.min(left, mostOfWorld);
    left -= faults;
    const world = await World.open({ logs });
    if (outcomes.length === 0)
      tell(`${world.processes.length} processes over ${world.servers.kafka.where}; ${world.servers.mongo.where}`);
    outcomes.push(await play(world, scenario, { faults, seed: seed + round }));
    await world.close();
  }
}
tell(`\n${tableOf(outcomes)}`);
const found = outcomes.filter(({ findings }) => findings.length > 0);
const kills = outcomes.reduce((sum, outcome) => sum + outcome.kills, 0);
const texts = outcomes.reduce((sum, outcome) => sum + outcome.texts, 0);
const accepted = outcomes.reduce((sum, outcome) => sum + outcome.accepted, 0);
tell(
  `${kills} kills, ${accepted} messages, ${texts} text messages, seed ${seed}: ${found.length === 0 ? 'nothing lost' : `${found.length} scenarios with findings`}`,
);
process.exit(found.length === 0 ? 0 : 1);

async function play(
  world: World,
  scenario: Scenario,
  asked: { readonly faults: number; readonly seed: number },
): Promise<ScenarioOutcome> {
  const outcome = await runScenario(world, scenario, {
    ...asked,
    pace: Number(values.pace),
    ...(values.minutes !== undefined && { time: Number(values.minutes) * 60_000 }),
    tell: (line) => tell(`  ${line}`),
  });
  if (outcome.skipped !== undefined) tell(`  skipped: ${outcome.skipped}`);
  for (const finding of outcome.findings) tell(`  FOUND ${finding}`);
  return outcome;
}

function tableOf(rows: readonly ScenarioOutcome[]): string {
  const heading = [
    'scenario',
    'faults',
    'kills',
    'messages',
    'texts',
    'unknown',
    'retried',
    'slowest recovery',
    'time',
    'outcome',
  ];
  const lines = rows.map((row) => [
    row.name,
    String(row.faults),
    String(row.kills),
    String(row.accepted),
    String(row.texts),
    String(row.unknown),
    String(row.retries),
    seconds(row.slowestRecovery),
    seconds(row.time),
    row.skipped !== undefined
      ? 'skipped'
      : row.findings.length === 0
        ? 'nothing lost'
        : `${row.findings.length} findings`,
  ]);
  const widths = heading.map((_, column) => Math.max(...[heading, ...lines].map((line) => line[column]!.length)));
  const text = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 || column === heading.length - 1 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  return [heading, widths.map((width) => '-'.repeat(width)), ...lines].map((cells) => `${text(cells)}\n`).join('');
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
