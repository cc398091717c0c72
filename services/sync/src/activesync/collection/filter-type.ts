/** FilterType: how far back the items of a class go. [MS-ASCMD] 2.2.3.68.2, [MS-ASMS] 3.1.4.1.1.2 */

const day = 86_400_000;
/** Days of each value for e-mail and text messages; 0 is no filter. One month and more are counted in days of the calendar's mean. */
const days: Readonly<Record<number, number>> = { 1: 1, 2: 3, 3: 7, 4: 14, 5: 31 };
/** Cut-offs move in steps, so that a device is not told at each Sync of what aged by seconds. */
const step = 3_600_000;
/** After anything that was ever received: the last moment of a Date. */
const endOfTime = 8_640_000_000_000_000;

export interface Filter {
  readonly filterType: number;
  readonly cutOff: number;
}

/** Leaves out everything, for a class that is not wanted any more. */
export const nothingWanted: Filter = { filterType: 0, cutOff: endOfTime };

/** Whether e-mail knows the FilterType. */
export function isEmailFilterType(filterType: number): boolean {
  return filterType === 0 || filterType in days;
}

/** @param now epoch milliseconds */
export function filterOf(filterType: number, now: number): Filter {
  return { filterType, cutOff: cutOffOf(filterType, now) };
}

/** Epoch milliseconds: messages received earlier are filtered out; 0 where none are. */
export function cutOffOf(filterType: number, now: number): number {
  const kept = days[filterType];
  return kept === undefined ? 0 : Math.floor((now - kept * day) / step) * step;
}
