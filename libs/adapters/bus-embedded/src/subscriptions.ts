/** What the two kinds of subscription set up: readers over partitions, and how each record is handled. */
import {
  HandlerSlots,
  PartitionReader,
  type SharedHandling,
  handleBroadcast,
  handleShared,
  readAheadOf,
} from '@postbus/bus-partitions';
import type { RecordHandler, SharedOptions, Subscription } from '@postbus/ports';
import type { BusSettings } from './bus-options.ts';
import type { CommittedOffsets } from './committed-offsets.ts';
import type { ConsumerGroup } from './consumer-group.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Partition, RecordLog } from './record-log.ts';

export interface SubscriptionContext {
  readonly log: RecordLog;
  readonly commits: GroupCommit;
  readonly offsets: CommittedOffsets;
  readonly settings: BusSettings;
}

/** A subscription that can also be dropped as a crash would drop it. */
export interface OpenSubscription extends Subscription {
  abandon(): void;
}

/** A member of `group`. */
export function joinGroup(
  group: ConsumerGroup,
  partitions: readonly Partition[],
  options: SharedOptions,
  handling: Pick<SharedHandling, 'handler' | 'deadLetter'>,
  { log, commits, offsets, settings }: SubscriptionContext,
): OpenSubscription {
  const slots = new HandlerSlots(options.concurrency ?? settings.concurrency);
  const shared = {
    ...handling,
    group: options.group,
    attempts: options.attempts ?? settings.attempts,
    waits: settings,
  };
  const member = {
    reader: (partition: Partition) =>
      new PartitionReader({
        partition,
        from: offsets.of(options.group, partition),
        slots,
        readAhead: readAheadOf(settings.readAheadBytes, partitions.length),
        read: (from, limit, bytes) => log.read(partition, from, limit, bytes),
        handle: (entry, signal) => handleShared(entry, signal, shared),
        finished: (lowWater) => {
          offsets.commit(options.group, partition, lowWater);
          commits.offsetsChanged();
        },
      }),
  };
  group.join(member);
  return { close: () => group.leave(member, settings.closeWithin), abandon: () => group.abandon() };
}

/** A reader of all partitions from their present ends on, without offsets. */
export function readBroadcast(
  partitions: readonly Partition[],
  handler: RecordHandler,
  { log, settings }: SubscriptionContext,
): OpenSubscription {
  const slots = new HandlerSlots(settings.concurrency);
  const readers = partitions.map(
    (partition) =>
      new PartitionReader({
        partition,
        from: partition.next,
        slots,
        readAhead: readAheadOf(settings.readAheadBytes, partitions.length),
        read: (from, limit, bytes) => log.read(partition, from, limit, bytes),
        handle: (entry, signal) => handleBroadcast(entry, signal, handler),
        finished: () => undefined,
      }),
  );
  for (const reader of readers) reader.start();
  return {
    close: async () => {
      await Promise.all(readers.map((reader) => finish(reader, settings)));
    },
    abandon: () => {
      for (const reader of readers) reader.detach();
    },
  };
}

async function finish(reader: PartitionReader, { closeWithin, handOverWithin }: BusSettings): Promise<void> {
  reader.stop();
  if (await reader.settled(closeWithin)) return;
  reader.abort();
  await reader.settled(handOverWithin);
}
