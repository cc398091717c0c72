/**
 * How often a second something is done to messages. Time is the processor's, of all threads of the process, those that
 * collect garbage among them: on a machine with other work the clock would tell of that.
 */
export interface Rate {
  /** A second. */
  readonly messages: number;
  readonly bytes: number;
}

/** Does something with messages for a while, over and over. */
export type MeasureRate = (messages: readonly Uint8Array[]) => Promise<Rate>;

/** Seconds of the processor that one round takes at least. */
export const secondsOfRound = 0.7;

export function rateOf(
  handle: (message: Uint8Array) => Promise<unknown> | undefined,
  least = secondsOfRound,
): MeasureRate {
  return async (messages) => {
    const size = messages.reduce((sum, { length }) => sum + length, 0);
    const start = process.cpuUsage();
    let done = 0;
    let seconds = 0;
    while (seconds < least) {
      // Whole rounds, so that each message counts as often as any other.
      for (const source of messages) {
        const handling = handle(source);
        if (handling !== undefined) await handling;
      }
      done++;
      const { user, system } = process.cpuUsage(start);
      seconds = (user + system) / 1e6;
    }
    return { messages: (done * messages.length) / seconds, bytes: (done * size) / seconds };
  };
}
