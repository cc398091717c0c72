import { setTimeout as after } from 'node:timers/promises';
import type { SlowProxy } from '@postbus/cluster-servers';
import type { Scenario } from '../stage.ts';

/** Milliseconds more for a byte each way: 200 for an answer. */
const delay = 100;
/** Milliseconds of a stall, at most. */
const longestStall = 8000;

/** What the line to the database suffers, by turns. */
const sufferings: readonly {
  readonly what: string;
  readonly suffer: (line: SlowProxy, most: number) => Promise<void>;
}[] = [
  {
    what: 'database 200 ms slower for each answer',
    suffer: async (line, time) => {
      line.delay = delay;
      await after(time);
      line.delay = 0;
    },
  },
  {
    what: 'database silent',
    suffer: async (line, time) => {
      line.stall();
      await after(time);
      line.resume();
    },
  },
  {
    what: 'connections to the database reset, none let in',
    suffer: async (line, time) => {
      line.cut();
      await after(time);
      line.mend();
    },
  },
];

/** Slow, silent, unreachable: clients hear 451 and 503 where it takes too long, and come again. */
export const slowDatabase: Scenario = {
  name: 'slow-database',
  shows: 'the database slow (200 ms more an answer), silent for seconds, and out of reach',
  faults: { long: 9, short: 3 },
  run: async (stage) => {
    const { database } = stage.world.servers;
    for (let turn = 0; stage.goesOn; turn++) {
      const { what, suffer } = sufferings[turn % sufferings.length]!;
      await stage.fault(what, () => suffer(database, stage.random.between(longestStall / 4, longestStall)));
    }
  },
};
