/**
 * A cluster that loses nothing: some scenarios in a short run, on servers of their own. `npm run faults` does all, and long.
 * The same choices at each run; `POSTBUS_SEED` makes others.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScenario } from './faults/run-scenario.ts';
import { scenarios } from './faults/scenarios/index.ts';
import { World } from './faults/world.ts';

const noServers = process.env['POSTBUS_KAFKA_LIBS'] === undefined || process.env['POSTBUS_PYTHON'] === undefined;
const seed = Number(process.env['POSTBUS_SEED'] ?? 831_614_385);
/** Half the traffic of the long run, and twice as long for all: the machine may be a slow one. */
const pace = 2;
/** Milliseconds of one scenario: what it waits for at its end, and some. */
const longest = pace * 240_000;

/** The others take minutes even where they are short. */
const short = new Set(['services', 'rebalances', 'brokers', 'database']);

describe.skipIf(noServers)(`faults, seed ${seed}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  }, 240_000);
  afterAll(() => world?.close(), 60_000);

  it.each(scenarios.filter(({ name }) => short.has(name)))(
    'loses nothing, doubles nothing and leaves nothing behind: $name, $shows',
    async (scenario) => {
      const outcome = await runScenario(world, scenario, { faults: scenario.faults.short, seed, pace });
      expect(outcome.findings).toEqual([]);
      if (outcome.skipped === undefined) expect(outcome.faults).toBeGreaterThanOrEqual(scenario.faults.short);
    },
    longest,
  );
});
