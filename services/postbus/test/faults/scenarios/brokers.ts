import type { Scenario, Stage } from '../stage.ts';

/** Milliseconds that a broker is away: until the others have missed it and go on without. */
const [leastAway, longestAway] = [3000, 6000];
/** Milliseconds within which ingest must have said 451: its deadline for an event, and some. */
const refusalTime = 30_000;
/** Each broker alone, then two at once. */
const round = 4;

/** Three brokers hold three copies, two of which must have a record: one may go at any time, and mail flows; not two. */
export const brokers: Scenario = {
  name: 'brokers',
  shows:
    'each of three brokers killed and brought back in turn; two at once, when ingest answers 451 and goes on after',
  faults: { long: 12, short: 2 },
  run: async (stage) => {
    const all = stage.world.servers.brokers;
    for (let turn = 0; stage.goesOn; turn++) {
      const two = turn % round === round - 1 || stage.left === 1;
      await (two ? killTwo(stage, stage.random.pick(all)) : killOne(stage, all[turn % round]!));
    }
  },
};

async function killOne(stage: Stage, id: number): Promise<void> {
  const broker = stage.world.servers.kafka.broker(id);
  await stage.fault(`broker ${id} killed`, async () => {
    await stage.kill(broker);
    await stage.pause(longestAway, leastAway);
    await broker.start();
  });
}

/** All but `survivor`. */
async function killTwo(stage: Stage, survivor: number): Promise<void> {
  const { kafka, brokers: all } = stage.world.servers;
  const victims = all.filter((id) => id !== survivor).map((id) => kafka.broker(id));
  await stage.fault(`all brokers but ${survivor} killed`, async () => {
    const before = stage.crowd.putOff(451);
    await Promise.all(victims.map((broker) => stage.kill(broker)));
    await stage.expect('ingest did not answer 451', () => stage.crowd.putOff(451) > before, refusalTime);
    await Promise.all(victims.map((broker) => broker.start()));
  });
}
