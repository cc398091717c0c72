export { assign } from './assignment.ts';
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
export {
  errorCode,
  firstPublishedAt,
  fromDeadLetter,
  originalRecord,
  toDeadLetter,
  type Failure,
} from './dead-letter.ts';
export { handleBroadcast } from './handle-broadcast.ts';
export { handleShared, type SharedHandling } from './handle-shared.ts';
export { HandlerSlots } from './handler-slots.ts';
export { murmur2, partitionOf } from './murmur2.ts';
export {
  PartitionReader,
  type Entry,
  type ReadablePartition,
  type ReaderOptions,
  type Verdict,
} from './partition-reader.ts';
export { readAheadOf, type ReadAhead } from './read-ahead.ts';
export { retryWait, type RetryWaits } from './retry-wait.ts';
export { deadLetterSuffix, partitionsOf, retentionOf, type TopicOptions, type TopicSettings } from './topic-options.ts';
