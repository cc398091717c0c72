/** What the topics of the bus are in Kafka, and how one that is there differs from that. */
import { type TopicSettings, deadLetterSuffix, partitionsOf, retentionOf } from '@postbus/bus-partitions';
import type { BusSettings } from './bus-options.ts';

export interface TopicDescription {
  readonly partitions: number;
  /** The fewest copies that a partition has. */
  readonly replication: number;
  /** Settings of Kafka by name. https://kafka.apache.org/documentation/#topicconfigs */
  readonly config: Readonly<Record<string, string>>;
}

export interface Difference {
  readonly setting: string;
  readonly expected: string;
  readonly found: string;
  /** Whether acknowledged records can be lost by it. */
  readonly risk: boolean;
}

/** Of a batch, beside its records. KIP-98 */
const batchOverhead = 61;
/** Records are sent in batches of up to this many bytes, or alone. */
export const bytesAtOnce = 2 ** 20;

/** What a dead letter tells beside the record. */
const failureBytes = 64 * 2 ** 10;

/** Of one record of `topic`, key and headers included. */
export function maxRecordBytes(topic: string, settings: BusSettings): number {
  return settings.maxRecordBytes + (topic.endsWith(deadLetterSuffix) ? failureBytes : 0);
}

export function expectedTopic(topic: string, settings: BusSettings): TopicDescription {
  const { age, bytes } = retentionOf(settings, topic);
  return {
    partitions: partitionsOf(settings satisfies TopicSettings, topic),
    replication: settings.replication,
    config: {
      'cleanup.policy': 'delete',
      'max.message.bytes': String(Math.max(maxRecordBytes(topic, settings), bytesAtOnce) + batchOverhead),
      'min.insync.replicas': String(settings.minInsyncReplicas),
      'retention.bytes': Number.isFinite(bytes) ? String(bytes) : '-1',
      'retention.ms': String(age),
      'unclean.leader.election.enable': 'false',
    },
  };
}

/** More copies, more in-sync replicas and larger batches than expected do no harm. */
const atLeast = new Set(['min.insync.replicas', 'max.message.bytes']);
const risky = new Set(['min.insync.replicas', 'unclean.leader.election.enable', 'cleanup.policy']);

/** How `found` differs from `expected`, settings in the order of their names. */
export function differences(expected: TopicDescription, found: TopicDescription): Difference[] {
  const all: Difference[] = [];
  const compare = (setting: string, want: string, have: string, same: boolean, risk: boolean): void => {
    if (!same) all.push({ setting, expected: want, found: have, risk });
  };
  compare(
    'partitions',
    String(expected.partitions),
    String(found.partitions),
    expected.partitions === found.partitions,
    false,
  );
  const enough = found.replication >= expected.replication;
  compare('replication', String(expected.replication), String(found.replication), enough, true);
  for (const [setting, want] of Object.entries(expected.config)) {
    const have = found.config[setting] ?? '';
    const same = atLeast.has(setting) ? Number(have) >= Number(want) : have === want;
    compare(setting, want, have, same, risky.has(setting));
  }
  return all;
}
