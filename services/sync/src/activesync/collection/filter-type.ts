/** FilterType: how far back a collection goes. [MS-ASCMD] 2.2.3.68.2 */

const day = 86_400_000;
/** Days of each value for e-mail; 0 is no filter. One month and more are counted in days of the calendar's mean. */
const days: Readonly<Record<number, number>> = { 1: 1, 2: 3, 3: 7, 4: 14, 5: 31 };
/** Cut-offs move in steps, so that a device is not told at each Sync of what aged by seconds. */
const step = 3_600_000;

/** Whether e-mail knows the FilterType. */
export function isEmailFilterType(filterType: number): boolean {
  return filterType === 0 || filterType in days;
}

/** Epoch milliseconds: messages received earlier are filtered out; 0 where none are. */
export function cutOffOf(filterType: number, now: number): number {
  const kept = days[filterType];
  return kept === undefined ? 0 : Math.floor((now - kept * day) / step) * step;
}
