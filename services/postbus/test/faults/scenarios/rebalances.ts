import type { Scenario } from '../stage.ts';

/** Members that leave one after another at most. */
const longestBurst = 8;
/** Milliseconds that a process is away, at most, and that the group is whole between. */
const longestAway = 4000;
const longestWhole = 2000;

/** Processes leave in good order, or without a word, and join again while mail is handled: partitions go from one to another. */
export const rebalances: Scenario = {
  name: 'rebalances',
  shows: 'processes of conversion, relay, sms-dispatch and sync leaving (SIGTERM, SIGKILL) and joining under load',
  faults: { long: 24, short: 3 },
  run: (stage) => {
    const members = (['conversion', 'relay', 'sms-dispatch', 'sync'] as const).flatMap((name) =>
      stage.world.cluster.named(name),
    );
    return stage.inBursts(longestBurst, async () => {
      const member = stage.random.pick(members);
      const inOrder = stage.random.oneIn(2);
      await stage.faultBeside(`${member.name} ${inOrder ? 'left in good order' : 'killed'}, and joined`, async () => {
        await (inOrder ? member.stop() : stage.kill(member));
        await stage.pause(longestAway);
        await member.start();
      });
      await stage.pause(longestWhole);
    });
  },
};
