/** The one try of a record that a broadcast reader has. */
import type { ReceivedRecord, RecordHandler } from '@postbus/ports';
import { channels } from './channels.ts';
import type { Entry, Verdict } from './partition-reader.ts';

export async function handleBroadcast(
  { record, attempt }: Entry,
  signal: AbortSignal,
  handler: RecordHandler,
): Promise<Verdict> {
  const started = performance.now();
  let outcome: 'done' | 'failed' = 'done';
  try {
    await handler(record, { attempt, signal });
  } catch (error) {
    outcome = 'failed';
    tellFailed(record, error);
  }
  if (channels.handled.hasSubscribers) {
    const { topic, partition } = record;
    channels.handled.publish({
      topic,
      group: undefined,
      partition,
      attempt,
      duration: performance.now() - started,
      outcome,
    });
  }
  return { next: 'record' };
}

function tellFailed({ topic, partition, offset }: ReceivedRecord, error: unknown): void {
  channels.broadcastFailed.publish({ topic, partition, offset, error });
}
