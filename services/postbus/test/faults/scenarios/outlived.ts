import { setTimeout as after } from 'node:timers/promises';
import type { Scenario, Stage } from '../stage.ts';

/** Milliseconds of a stop: past the session timeout of a group, so that others get the partitions. */
const stopped = 20_000;
/** Milliseconds more that the database takes for a byte each way: handlers are in the middle of their work nearly always. */
const slowed = 150;
/** Milliseconds until handlers are there. */
const untilBusy = 1500;

/** A process that was stopped wakes up with handlers of partitions that are another's by then, who has run them again. */
export const outlived: Scenario = {
  name: 'outlived',
  shows:
    'conversion stopped (SIGSTOP) in the middle of handlers for longer than its partitions stay its own, then going on',
  faults: { long: 3, short: 1 },
  run: async (stage) => {
    while (stage.goesOn) await stopOne(stage);
  },
};

async function stopOne(stage: Stage): Promise<void> {
  const { database } = stage.world.servers;
  const conversion = stage.random.pick(stage.world.cluster.named('conversion'));
  await stage.fault(`conversion stopped for ${stopped / 1000} s`, async () => {
    database.delay = slowed;
    await after(untilBusy);
    process.kill(conversion.pid, 'SIGSTOP');
    database.delay = 0;
    await after(stopped);
    process.kill(conversion.pid, 'SIGCONT');
  });
}
