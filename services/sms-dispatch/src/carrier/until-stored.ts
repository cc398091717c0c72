/** What a carrier answered is known once: it is not given up because the store is away for a moment. */
import { setTimeout as after } from 'node:timers/promises';
import { PortError } from '@postbus/ports';

/** Milliseconds. */
const firstPause = 100;
const longestPause = 5000;

/**
 * Does `write` until the store took it or refused it.
 * @param signal aborted once it is no longer this worker's to do
 * @throws what `write` throws last: {PortError} `unavailable` only once the signal is aborted
 */
export async function untilStored<Result>(write: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
    try {
      return await write();
    } catch (error) {
      const isAway = error instanceof PortError && error.code === 'unavailable';
      if (!isAway || signal.aborted) throw error;
    }
    await after(pause, undefined, { signal }).catch(() => undefined);
  }
}
