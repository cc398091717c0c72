import type { Scenario, Stage } from '../stage.ts';

/** Milliseconds within which a broker that cannot write must have ended itself. */
const endTime = 30_000;
/** Milliseconds within which ingest must have said 451 when no broker can write. */
const refusalTime = 45_000;

/** A broker whose only disk is full ends itself; with room again it is started again, and catches up. */
export const fullDisk: Scenario = {
  name: 'full-disk',
  shows: 'the disk of one broker full, then of all three, when ingest answers 451; then room again',
  faults: { long: 4, short: 2 },
  impossible: ({ servers }) => (servers.limitedDisks ? undefined : 'no file system of limited size can be made here'),
  run: async (stage) => {
    for (let turn = 0; stage.goesOn; turn++) await (turn % 2 === 0 ? fillOne(stage) : fillAll(stage));
  },
};

async function fillOne(stage: Stage): Promise<void> {
  const { kafka, brokers } = stage.world.servers;
  const id = stage.random.pick(brokers);
  await stage.fault(`disk of broker ${id} full`, async () => {
    await kafka.disk(id).fill();
    await stage.expect('the broker went on without a disk', () => !kafka.broker(id).running, endTime);
    await kafka.disk(id).relieve();
    await kafka.broker(id).start();
  });
}

async function fillAll(stage: Stage): Promise<void> {
  const { kafka, brokers } = stage.world.servers;
  await stage.fault('disks of all brokers full', async () => {
    const before = stage.crowd.putOff(451);
    await Promise.all(brokers.map((id) => kafka.disk(id).fill()));
    await stage.expect('ingest did not answer 451', () => stage.crowd.putOff(451) > before, refusalTime);
    await Promise.all(brokers.map((id) => kafka.disk(id).relieve()));
    await kafka.start();
  });
}
