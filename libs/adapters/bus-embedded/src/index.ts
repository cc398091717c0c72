export type { EmbeddedBusOptions, TopicOptions } from './bus-options.ts';
export {
  channels,
  type BroadcastFailed,
  type Committed,
  type DeadLettered,
  type Handled,
  type Pruned,
  type Published,
  type Rebalanced,
  type Retried,
  type Stalled,
} from './channels.ts';
export { DataFolderError, lockDataFolder, type DataFolderLock } from './data-folder-lock.ts';
export { openEmbeddedBus, type EmbeddedBus } from './embedded-bus.ts';
export { murmur2, partitionOf } from './murmur2.ts';
