import { setTimeout as after } from 'node:timers/promises';
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
    for (const process of stage.world.processes) {
      await process.stop();
      await process.start();
    }
  },
};

async function shiftAll(stage: Stage, turn: number): Promise<void> {
  const what = turn === 0 ? 'clocks two minutes apart' : 'clocks that jump a minute to and fro';
  const [first, second] = shifts[turn]!;
  const { world } = stage;
  await stage.fault(what, async () => {
    for (const process of world.processes) {
      const isFirst = world.cluster.named(process.name)[0] === process;
      await process.stop();
      await process.start({ FAULTS_CLOCK: isFirst ? first : second, NODE_OPTIONS: `--import=${preload}` });
    }
    await after(wrongTime);
  });
}
