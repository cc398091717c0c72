/** Waiting for a server that gives no sign of its own when it is ready. */
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two questions. */
const interval = 50;

/**
 * Asks until the answer is yes.
 * @param within milliseconds
 * @returns whether it became so in time
 */
export async function until(question: () => Promise<boolean>, within: number): Promise<boolean> {
  const end = performance.now() + within;
  for (;;) {
    if (await question()) return true;
    if (performance.now() > end) return false;
    await delay(interval);
  }
}
