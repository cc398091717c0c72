import { setTimeout as after } from 'node:timers/promises';
import { processNames } from '../../../src/cluster/cluster-process.ts';
import type { Scenario, Stage } from '../stage.ts';

const preload = new URL('../shifted-clock.ts', import.meta.url).href;
/** Milliseconds of mail while the clocks are wrong. */
const wrongTime = 8000;
/** By turns for the processes of a service: a minute ahead and one behind, and one that jumps there and back. */
const shifts = [
  ['60000', '-60000'],
  ['0,60000,-60000,0', '0'],
] as const;

/** No two processes agree on the time: what they share is timed by the database's clock. */
export const clocks: Scenario = {
  name: 'clocks',
  shows: 'processes whose clocks are two minutes apart, and ones whose clock jumps while they work',
  faults: { long: 4, short: 2 },
  run: async (stage) => {
    for (let turn = 0; stage.goesOn; turn++) await shiftAll(stage, turn % shifts.length);
    await restart(stage, () => ({}));
  },
};

/** One process of each service after the other, so that each service is always there. */
async function restart({ world }: Stage, environmentOf: (index: number) => Record<string, string>): Promise<void> {
  const turns = Math.max(...processNames.map((name) => world.cluster.named(name).length));
  for (let index = 0; index < turns; index++) {
    const turn = processNames.flatMap((name) => world.cluster.named(name).slice(index, index + 1));
    await Promise.all(
      turn.map(async (process) => {
        await process.stop();
        await process.start(environmentOf(index));
      }),
    );
  }
}

async function shiftAll(stage: Stage, turn: number): Promise<void> {
  const what = turn === 0 ? 'clocks two minutes apart' : 'clocks that jump a minute to and fro';
  await stage.fault(what, async () => {
    await restart(stage, (index) => ({ FAULTS_CLOCK: shifts[turn]![index]!, NODE_OPTIONS: `--import=${preload}` }));
    await after(wrongTime);
  });
}
