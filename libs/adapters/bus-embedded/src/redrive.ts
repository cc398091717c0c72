/** Dead letters back on their topic. */
import { deadLetterSuffix, firstPublishedAt, originalRecord } from '@postbus/bus-partitions';
import { PortError, type ReceivedRecord } from '@postbus/ports';
import { type Partition, prepareRecord } from './record-log.ts';
import type { SubscriptionContext } from './subscriptions.ts';

/**
 * Puts the dead letters `ids` of `topic` back and removes them, in one transaction; ids that are not there are passed over.
 * @returns how many
 * @throws {PortError} `redrive-too-old`, and nothing is put back, where one was published before the dedupe retention
 */
export async function redriveDeadLetters(
  topic: string,
  ids: readonly string[],
  { log, commits, settings }: SubscriptionContext,
): Promise<number> {
  const partition = log.partitions(topic + deadLetterSuffix)?.[0];
  if (partition === undefined) return 0;
  const offsets = [...new Set(ids.map(Number))].filter(Number.isSafeInteger).sort((a, b) => a - b);
  const found = () => offsets.flatMap((offset) => letterAt(offset) ?? []);
  const letters = found();
  checkAges(letters, settings.clock.now() - settings.dedupeRetention);
  const bytes = letters.reduce((sum, letter) => sum + letter.value.byteLength, 0);
  const deadline = performance.now() + settings.publishDeadline;
  return commits.run(() => putBack(found(), partition), { bytes, durable: true, deadline });

  function letterAt(offset: number): ReceivedRecord | undefined {
    const letter = log.read(partition!, offset, 1)[0];
    return letter?.offset === offset ? letter : undefined;
  }

  function putBack(present: readonly ReceivedRecord[], from: Partition): number {
    for (const letter of present) {
      log.append(prepareRecord(originalRecord(letter)), settings.clock.now());
      log.remove(from, letter.offset, letter.offset + 1);
    }
    return present.length;
  }
}

function checkAges(letters: readonly ReceivedRecord[], oldest: number): void {
  const old = letters.find((letter) => firstPublishedAt(letter) < oldest);
  if (old === undefined) return;
  const reason = `dead letter ${old.offset} of ${old.topic} is older than dedupe keys are remembered`;
  throw new PortError('redrive-too-old', 'MessageBus', reason);
}
