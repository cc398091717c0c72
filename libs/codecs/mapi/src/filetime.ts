/** FILETIME: 100 ns since 1601-01-01 UTC. [MS-DTYP] 2.3.3, [MS-OXCDATA] 2.11.1 */
import { MapiError } from './mapi-error.ts';

const ticksPerMs = 10_000n;
/** From 1601-01-01 to 1970-01-01. */
const epochMs = 11_644_473_600_000;
const lastTicks = 0x7fff_ffff_ffff_ffffn;

/** PtypTime of a time in epoch ms. @throws {MapiError} `time-out-of-range` before 1601 or after 30827 */
export function fileTimeOf(ms: number): bigint {
  const ticks = Number.isFinite(ms) ? BigInt(Math.round(ms) + epochMs) * ticksPerMs : -1n;
  if (ticks < 0n || ticks > lastTicks)
    throw new MapiError('time-out-of-range', String(ms), 'not a time that a FILETIME can hold');
  return ticks;
}

/** Epoch ms of a PtypTime; what is finer than a millisecond is cut off. */
export function epochMsOf(fileTime: bigint): number {
  return Number(fileTime / ticksPerMs) - epochMs;
}
