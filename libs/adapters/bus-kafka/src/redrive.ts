/**
 * Dead letters back on their topic, once: the record and the marker that takes its dead letter away are one transaction
 * of Kafka, and a process that begins one ends those of all others on the same dead letters. What was put back before
 * is read after that.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import {
  channels,
  deadLetterSuffix,
  firstPublishedAt,
  originalRecord,
  partitionOf,
  retryWait,
} from '@postbus/bus-partitions';
import { PortError, type ReceivedRecord } from '@postbus/ports';
import type { BusSettings } from './bus-options.ts';
import type { ClusterReader } from './cluster.ts';
import type { DeadLetterLog } from './dead-letter-log.ts';
import { reason } from './kafka-fault.ts';
import type { Names } from './names.ts';
import { recordBytes, toMessage } from './record-format.ts';
import { redriveMarker } from './redrive-marker.ts';
import { bytesAtOnce } from './topic-config.ts';
import { TransactionalProducer } from './transactional-producer.ts';

export interface RedriveContext {
  readonly log: DeadLetterLog;
  readonly cluster: ClusterReader;
  readonly names: Names;
  readonly settings: BusSettings;
  /** Partitions of the topic. */
  readonly partitions: number;
}

const lettersAtOnce = 200;
const waits = { firstRetryWait: 100, longestRetryWait: 2_000 };

/**
 * @param offsets of the dead letters; those that are not there are passed over
 * @returns how many were put back
 * @throws {PortError} `redrive-too-old`, and nothing is put back, where one was published before the dedupe retention;
 *   `outcome-unknown` where some may have been put back
 */
export async function redriveDeadLetters(
  topic: string,
  offsets: readonly number[],
  context: RedriveContext,
): Promise<number> {
  const { log, cluster } = context;
  await log.catchUp(cluster);
  await checkAges(offsets, context);
  const run = randomUUID();
  log.follow(run);
  try {
    await tryFor(context.settings.publishDeadline, () => putBack(topic, offsets, run, context));
    return log.putBackBy(run);
  } finally {
    log.forget(run);
  }
}

async function tryFor(within: number, work: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + within;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      channels.stalled.publish({ doing: 'write', error });
      const wait = retryWait(attempt, waits);
      if (performance.now() + wait > deadline) throw unknown(error);
      await after(wait);
    }
  }
}

async function checkAges(offsets: readonly number[], { log, cluster, settings }: RedriveContext): Promise<void> {
  const oldest = settings.clock.now() - settings.dedupeRetention;
  for await (const letter of log.at(cluster, offsets)) {
    if (firstPublishedAt(letter) >= oldest) continue;
    const reason = `dead letter ${letter.offset} of ${letter.topic} is older than dedupe keys are remembered`;
    throw new PortError('redrive-too-old', 'MessageBus', reason);
  }
}

/** Puts back what is still there. @throws what kafkajs throws */
async function putBack(topic: string, offsets: readonly number[], run: string, context: RedriveContext): Promise<void> {
  const { log, cluster, names, settings } = context;
  const producer = new TransactionalProducer(names.redriveTransaction(topic), settings);
  try {
    await producer.fence();
    await log.catchUp(cluster);
    let letters: ReceivedRecord[] = [];
    let bytes = 0;
    for await (const letter of log.at(cluster, offsets)) {
      const size = recordBytes(letter);
      if (letters.length === lettersAtOnce || bytes + size > bytesAtOnce) {
        await commit(producer, topic, letters, run, context);
        [letters, bytes] = [[], 0];
      }
      letters.push(letter);
      bytes += size;
    }
    await commit(producer, topic, letters, run, context);
    await log.catchUp(cluster);
  } finally {
    await producer.close();
  }
}

async function commit(
  producer: TransactionalProducer,
  topic: string,
  letters: readonly ReceivedRecord[],
  run: string,
  { names, cluster, partitions, settings }: RedriveContext,
): Promise<void> {
  if (letters.length === 0) return;
  const now = settings.clock.now();
  const offsets = letters.map(({ offset }) => offset);
  const marker = toMessage(redriveMarker(topic + deadLetterSuffix, run, offsets), 0, now);
  const messages = letters
    .map(originalRecord)
    .map((record) => toMessage(record, partitionOf(record.key, partitions), now));
  const dlq = names.deadLetters(topic);
  const batch = [
    { topic: names.topic(topic), messages },
    { topic: dlq, messages: [marker] },
  ];
  await visible(cluster, dlq, await producer.commit(batch, dlq));
}

/** A transaction is committed a moment before its records can be read. */
async function visible(cluster: ClusterReader, dlq: string, marker: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const [newest] = await cluster.ends(dlq, 'newest');
    if (newest !== undefined && newest.offset > marker) return;
    await after(10 + tries);
  }
}

function unknown(error: unknown): PortError {
  const message = `dead letters could not be put back: ${reason(error)}`;
  return new PortError('outcome-unknown', 'MessageBus', message, { cause: error });
}
