/** enquire_link by this side. SMPP 3.4 4.11, 7.2 */
import type { Timers } from './timers.ts';

export interface KeptAlive {
  /** When anything was heard last, by the timers. */
  heardAt(): number;
  /** Asks; rejected without answer. */
  ask(): Promise<unknown>;
  /** There is no answer. */
  dead(): void;
}

/**
 * Asks whether there is anyone when nothing was heard for `interval` milliseconds, again and again.
 *
 * @returns ends it
 */
export function keepAlive(interval: number, timers: Timers, link: KeptAlive): () => void {
  let isOver = false;
  let cancel = (): void => {};
  const again = (): void => {
    if (isOver) return;
    const wait = link.heardAt() + interval - timers.now();
    if (wait > 0) cancel = timers.after(wait, again);
    else link.ask().then(again, () => link.dead());
  };
  again();
  return () => {
    isOver = true;
    cancel();
  };
}
