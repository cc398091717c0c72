/** One try of a record in a group: handled, tried again, or sent to the dead letters. */
import { isRetryable } from '@postbus/errors';
import type { RecordHandler } from '@postbus/ports';
import { channels } from './channels.ts';
import { errorCode } from './dead-letter.ts';
import type { Entry, Verdict } from './partition-reader.ts';
import { type RetryWaits, retryWait } from './retry-wait.ts';

export interface SharedHandling {
  readonly group: string;
  readonly attempts: number;
  readonly waits: RetryWaits;
  readonly handler: RecordHandler;
  /** Puts the record durably on the dead letters. */
  deadLetter(entry: Entry, error: unknown): Promise<void>;
}

export async function handleShared(entry: Entry, signal: AbortSignal, handling: SharedHandling): Promise<Verdict> {
  const started = performance.now();
  try {
    await handling.handler(entry.record, { attempt: entry.attempt, signal });
    tellHandled(entry, handling, started, 'done');
    return { next: 'record' };
  } catch (error) {
    tellHandled(entry, handling, started, signal.aborted ? 'abandoned' : 'failed');
    if (signal.aborted) return { next: 'again', wait: 0 };
    return judge(entry, error, handling);
  }
}

async function judge(entry: Entry, error: unknown, handling: SharedHandling): Promise<Verdict> {
  if (isRetryable(error)) return pause(entry, error, handling);
  entry.faults++;
  if (entry.faults < handling.attempts) {
    const wait = retryWait(entry.faults, handling.waits);
    tellRetried(entry, error, handling, { wait, paused: false });
    return { next: 'again', wait };
  }
  try {
    await handling.deadLetter(entry, error);
  } catch (fault) {
    return pause(entry, fault, handling);
  }
  tellDeadLettered(entry, error, handling);
  return { next: 'record' };
}

function pause(entry: Entry, error: unknown, handling: SharedHandling): Verdict {
  const wait = retryWait(entry.attempt, handling.waits);
  tellRetried(entry, error, handling, { wait, paused: true });
  return { next: 'pause', wait };
}

function tellHandled(
  { record, attempt }: Entry,
  { group }: SharedHandling,
  started: number,
  outcome: 'done' | 'failed' | 'abandoned',
): void {
  if (!channels.handled.hasSubscribers) return;
  const { topic, partition } = record;
  channels.handled.publish({ topic, group, partition, attempt, duration: performance.now() - started, outcome });
}

function tellRetried(
  { record, attempt }: Entry,
  error: unknown,
  { group }: SharedHandling,
  pausing: { readonly wait: number; readonly paused: boolean },
): void {
  if (!channels.retried.hasSubscribers) return;
  const { topic, partition, offset } = record;
  channels.retried.publish({ topic, group, partition, offset, attempt, ...pausing, code: errorCode(error), error });
}

function tellDeadLettered({ record, attempt }: Entry, error: unknown, { group }: SharedHandling): void {
  if (!channels.deadLettered.hasSubscribers) return;
  const { topic, partition, offset, headers } = record;
  const traceparent = headers['traceparent'];
  channels.deadLettered.publish({
    topic,
    group,
    partition,
    offset,
    attempts: attempt,
    code: errorCode(error),
    error,
    traceparent,
  });
}
