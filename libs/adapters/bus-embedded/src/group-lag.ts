/** How far the groups are behind the ends of their partitions. */
import type { Lag } from '@postbus/ports';
import type { CommittedOffsets } from './committed-offsets.ts';
import type { Partition, RecordLog } from './record-log.ts';

/** The lag of every partition of every group that ever read. @param now epoch milliseconds */
export function* groupLag(log: RecordLog, offsets: CommittedOffsets, now: number): Generator<Lag> {
  for (const [topic, partitions] of log.topics()) {
    for (const group of offsets.groups(topic)) {
      for (const partition of partitions) yield partitionLag(group, partition);
    }
  }

  function partitionLag(group: string, partition: Partition): Lag {
    const committed = offsets.of(group, partition);
    const records = Math.max(0, partition.next - committed);
    const oldest = records === 0 ? undefined : log.publishedAt(partition, committed);
    const age = oldest === undefined ? 0 : Math.max(0, now - oldest);
    return { topic: partition.topic, group, partition: partition.number, records, age };
  }
}
