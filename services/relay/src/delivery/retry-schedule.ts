/** When a delivery is tried again: waits that grow, up to a limit, each a little off so that retries spread. RFC 5321 4.5.4.1 */

/** Milliseconds. */
export interface RetryOptions {
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** 0 to 1: how far a wait may be off, to either side. */
  readonly jitter: number;
  /** After this time since planning, recipients that still wait have failed. */
  readonly giveUpAfter: number;
  /** After this time a sender who asked for it hears of the delay. RFC 3461 5.2.5 */
  readonly delayReportAfter: number;
}

const minute = 60_000;
const hour = 60 * minute;

export const defaultRetryOptions: RetryOptions = {
  firstRetry: 5 * minute,
  longestRetry: 4 * hour,
  jitter: 0.2,
  giveUpAfter: 5 * 24 * hour,
  delayReportAfter: 4 * hour,
};

/**
 * Milliseconds until the next try.
 * @param attempts tries so far, 1 or more
 * @param random 0 up to 1
 */
export function retryWait(attempts: number, options: RetryOptions, random: () => number): number {
  const doubled = options.firstRetry * 2 ** Math.min(attempts - 1, 30);
  const wait = Math.min(doubled, options.longestRetry);
  return Math.round(wait * (1 + options.jitter * (2 * random() - 1)));
}
