import { setTimeout as after } from 'node:timers/promises';
import type { ClusterProcess } from '../../../src/cluster/cluster-process.ts';
import type { Scenario, Stage } from '../stage.ts';

/** Pairs of faults that follow one another at most. */
const longestBurst = 5;
/** Milliseconds that something is away, at most, and of peace between two faults of one kind. */
const longestAway = 5000;
const longestPeace = 4000;

/** Services and servers suffer beside each other, by chance. */
export const everything: Scenario = {
  name: 'everything',
  shows: 'services killed, stopped and restarted beside brokers and the database killed, slow and silent, by chance',
  faults: { long: 50, short: 6 },
  run: (stage) =>
    stage.inBursts(longestBurst, async () => {
      await Promise.all([afterPeace(stage, faultOfService), afterPeace(stage, faultOfServer)]);
    }),
};

async function afterPeace(stage: Stage, fault: (stage: Stage) => Promise<void>): Promise<void> {
  await stage.pause(longestPeace);
  await fault(stage);
}

async function faultOfService(stage: Stage): Promise<void> {
  const victim = stage.random.pick(stage.world.processes);
  const faults = [
    { what: 'killed', suffer: () => stage.kill(victim) },
    { what: 'ended in good order', suffer: () => victim.stop() },
    { what: 'stopped for seconds', suffer: () => stopped(stage, victim) },
  ];
  const { what, suffer } = stage.random.pick(faults);
  await stage.faultBeside(`${victim.name} ${what}`, async () => {
    await suffer();
    if (!victim.running) await startInTheEnd(victim);
  });
}

async function faultOfServer(stage: Stage): Promise<void> {
  const { kafka, mongo, database, brokers } = stage.world.servers;
  const id = stage.random.pick(brokers);
  const away = (): Promise<void> => stage.pause(longestAway);
  const faults = [
    {
      what: `broker ${id} killed`,
      suffer: async () => {
        await stage.kill(kafka.broker(id));
        await away();
        await kafka.broker(id).start();
      },
    },
    {
      what: 'database killed',
      suffer: async () => {
        await stage.kill(mongo);
        await away();
        await mongo.start();
      },
    },
    {
      what: 'database slow',
      suffer: async () => {
        database.delay = 100;
        await away();
        database.delay = 0;
      },
    },
    {
      what: 'database silent',
      suffer: async () => {
        database.stall();
        await away();
        database.resume();
      },
    },
  ];
  const { what, suffer } = stage.random.pick(faults);
  await stage.faultBeside(what, suffer);
}

async function stopped(stage: Stage, victim: ClusterProcess): Promise<void> {
  process.kill(victim.pid, 'SIGSTOP');
  await stage.pause(longestAway);
  process.kill(victim.pid, 'SIGCONT');
}

/** What it needs may be away while it starts; then it ends, as whoever runs it expects, and is started again. */
async function startInTheEnd(victim: ClusterProcess): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await victim.start();
      return;
    } catch (error) {
      if (attempt === 10) throw error;
      await after(500);
    }
  }
}
