import type { Scenario } from '../stage.ts';

/** Milliseconds that it is away, at most. */
const longestAway = 6000;
/** Milliseconds of work between two kills, at most. */
const longestWork = 4000;

/** What the database answered it has on its disk; what it did not answer is asked again. */
export const database: Scenario = {
  name: 'database',
  shows: 'the database killed with SIGKILL in the middle of transactions and brought back',
  faults: { long: 12, short: 2 },
  run: async (stage) => {
    const { mongo } = stage.world.servers;
    while (stage.goesOn) {
      await stage.pause(longestWork);
      await stage.fault('database killed', async () => {
        await stage.kill(mongo);
        await stage.pause(longestAway);
        await mongo.start();
      });
    }
  },
};
