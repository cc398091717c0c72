/** Every scenario, in the order in which the long run takes them. */
import type { Scenario } from '../stage.ts';
import { brokers } from './brokers.ts';
import { clocks } from './clocks.ts';
import { database } from './database.ts';
import { everything } from './everything.ts';
import { fullDisk } from './full-disk.ts';
import { outlived } from './outlived.ts';
import { rebalances } from './rebalances.ts';
import { services } from './services.ts';
import { slowDatabase } from './slow-database.ts';
import { textMessages } from './text-messages.ts';

export const scenarios: readonly Scenario[] = [
  services,
  textMessages,
  rebalances,
  outlived,
  brokers,
  database,
  slowDatabase,
  clocks,
  fullDisk,
  everything,
];
