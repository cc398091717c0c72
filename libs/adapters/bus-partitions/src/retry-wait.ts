/** Growing waits, spread by chance so that what failed together does not come back together. */

export interface RetryWaits {
  readonly firstRetryWait: number;
  readonly longestRetryWait: number;
}

/** Milliseconds before the try after `attempt` (1 for the first): between half and the whole of a doubling wait. */
export function retryWait(attempt: number, waits: RetryWaits): number {
  const whole = Math.min(waits.longestRetryWait, waits.firstRetryWait * 2 ** Math.min(attempt - 1, 30));
  return whole * (0.5 + Math.random() / 2);
}
