/** Another try of what the cluster may be able to do in a moment: a leader that is being elected, a topic just made. */
import { setTimeout as after } from 'node:timers/promises';
import { retryWait } from '@postbus/bus-partitions';
import { PostbusError } from '@postbus/errors';
import { portError } from './kafka-fault.ts';

const waits = { firstRetryWait: 50, longestRetryWait: 1_000 };

export interface Trying {
  /** For the error: `the lag cannot be read`. */
  readonly doing: string;
  /** Milliseconds after which no other try begins. */
  readonly within: number;
  /** After each failure that may pass. */
  readonly failed?: (error: unknown) => void;
}

/** @throws {PortError} `unavailable` after the last try; a fault of ours is thrown at once */
export async function tryAgain<Result>(
  work: () => Promise<Result>,
  { doing, within, failed }: Trying,
): Promise<Result> {
  const deadline = performance.now() + within;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PostbusError) throw error;
      failed?.(error);
      const wait = retryWait(attempt, waits);
      if (performance.now() + wait > deadline) throw portError(error, doing);
      await after(wait);
    }
  }
}
