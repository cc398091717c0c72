/** How much of what a member read may be unfinished. */

export interface ReadAhead {
  readonly records: number;
  readonly bytes: number;
}

const readAheadRecords = 2048;
const fewestReadAhead = 32;

/**
 * Each partition has its own part of what may be read ahead, so that a paused one takes nothing from the others.
 * @param bytes of all partitions
 */
export function readAheadOf(bytes: number, partitions: number): ReadAhead {
  return {
    records: Math.max(fewestReadAhead, Math.floor(readAheadRecords / partitions)),
    bytes: Math.max(1, Math.floor(bytes / partitions)),
  };
}
