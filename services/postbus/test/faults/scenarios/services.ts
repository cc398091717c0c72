import type { Scenario, Stage } from '../stage.ts';

/** Milliseconds that a process works before its kill, at most, and that it starts before one. */
const longestWork = 1500;
const longestStart = 2000;
/** One of so many is killed again while it starts. */
const startKilledOneIn = 3;
/** Kills that follow one another at most. */
const longestBurst = 12;

/** A process of any service is killed at a random moment and started again, then the next, before the others recovered. */
export const services: Scenario = {
  name: 'services',
  shows: 'every process of every service killed with SIGKILL at random moments, while it starts too, and started again',
  faults: { long: 100, short: 5 },
  run: (stage) =>
    stage.inBursts(longestBurst, async () => {
      await stage.pause(longestWork);
      await killOne(stage);
    }),
};

async function killOne(stage: Stage): Promise<void> {
  const victim = stage.random.pick(stage.world.processes);
  const again = stage.random.oneIn(startKilledOneIn);
  await stage.faultBeside(`${victim.name} killed${again ? ', and again while it started' : ''}`, async () => {
    await stage.kill(victim);
    if (again) await stage.killWhileStarting(victim, longestStart);
    await victim.start();
  });
}
