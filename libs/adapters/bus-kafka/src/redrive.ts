/**
 * Dead letters back on their topic, once: the record and the marker that takes its dead letter away are one transaction
 * of Kafka, and a process that begins one ends those of all others on the same dead letters. What was put back before
 * is read after that.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { deadLetterSuffix, firstPublishedAt, originalRecord, partitionOf } from '@postbus/bus-partitions';
import { PortError, type ReceivedRecord } from '@postbus/ports';
import type { BusSettings } from './bus-options.ts';
import type { ClusterReaders } from './cluster-readers.ts';
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
  readonly readers: ClusterReaders;
  readonly names: Names;
  readonly settings: BusSettings;
  /** Partitions of the topic. */
  readonly partitions: number;
}

interface Run extends RedriveContext {
  /** By which its markers are known again. */
  readonly id: string;
  readonly cluster: ClusterReader;
}

const lettersAtOnce = 200;

/**
 * @param offsets of the dead letters, rising; those that are not there are passed over
 * @returns how many were put back
 * @throws {PortError} `redrive-too-old`, and nothing is put back, where one was published before the dedupe retention;
 *   `outcome-unknown` where some may have been put back
 */
export async function redriveDeadLetters(
  topic: string,
  offsets: readonly number[],
  context: RedriveContext,
): Promise<number> {
  const { log, readers, settings } = context;
  const doing = `the dead letters of ${topic} cannot be put back`;
  await readers.read(doing, async (cluster) => {
    await log.catchUp(cluster);
    await checkAges(offsets, log, cluster, settings);
  });
  const id = randomUUID();
  log.follow(id);
  try {
    const within = settings.publishDeadline;
    await readers.read(doing, (cluster) => putBack(topic, offsets, { ...context, cluster, id }), within);
    return log.putBackBy(id);
  } catch (error) {
    throw new PortError('outcome-unknown', 'MessageBus', reason(error), { cause: error });
  } finally {
    log.forget(id);
  }
}

async function checkAges(
  offsets: readonly number[],
  log: DeadLetterLog,
  cluster: ClusterReader,
  settings: BusSettings,
): Promise<void> {
  const oldest = settings.clock.now() - settings.dedupeRetention;
  for await (const letter of log.at(cluster, offsets)) {
    if (firstPublishedAt(letter) >= oldest) continue;
    const message = `dead letter ${letter.offset} of ${letter.topic} is older than dedupe keys are remembered`;
    throw new PortError('redrive-too-old', 'MessageBus', message);
  }
}

/** Puts back what is still there. @throws what kafkajs throws */
async function putBack(topic: string, offsets: readonly number[], run: Run): Promise<void> {
  const { log, cluster, names, settings } = run;
  const producer = new TransactionalProducer(names.redriveTransaction(topic), settings);
  try {
    await producer.fence();
    await log.catchUp(cluster);
    let letters: ReceivedRecord[] = [];
    let bytes = 0;
    for await (const letter of log.at(cluster, offsets)) {
      const size = recordBytes(letter);
      if (letters.length === lettersAtOnce || bytes + size > bytesAtOnce) {
        await commit(producer, topic, letters, run);
        [letters, bytes] = [[], 0];
      }
      letters.push(letter);
      bytes += size;
    }
    await commit(producer, topic, letters, run);
    await log.catchUp(cluster);
  } finally {
    await producer.close();
  }
}

async function commit(
  producer: TransactionalProducer,
  topic: string,
  letters: readonly ReceivedRecord[],
  { id, names, cluster, partitions, settings }: Run,
): Promise<void> {
  if (letters.length === 0) return;
  const now = settings.clock.now();
  const offsets = letters.map(({ offset }) => offset);
  const marker = toMessage(redriveMarker(topic + deadLetterSuffix, id, offsets), 0, now);
  const messages = letters
    .map(originalRecord)
    .map((record) => toMessage(record, partitionOf(record.key, partitions), now));
  const dlq = names.deadLetters(topic);
  const batch = [
    { topic: names.topic(topic), messages },
    { topic: dlq, messages: [marker] },
  ];
  await visible(cluster, dlq, await producer.commit(batch));
}

/** A transaction is committed a moment before its records can be read. */
async function visible(cluster: ClusterReader, dlq: string, marker: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const [newest] = await cluster.ends(dlq, 'newest');
    if (newest !== undefined && newest.offset > marker) return;
    await after(10 + tries);
  }
}
