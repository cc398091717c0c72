/** Chains of sectors and of mini sectors. [MS-CFB] 2.3, 2.4 */
import type { CfbDefectList } from './defects.ts';
import { SectorNumber } from './format.ts';

/** What a table holds for a sector of which the FAT itself is lost; such a chain is taken to go on with the next sector. */
export const lostEntry = 0xffff_fffb;

/** Sectors of the file, or mini sectors of the mini stream, with the table that chains them. */
export interface SectorSpace {
  readonly bytes: Uint8Array;
  /** Offset of sector 0 in `bytes`. */
  readonly origin: number;
  readonly sectorSize: number;
  /** The sector that follows each; has an entry for every sector. */
  readonly next: Uint32Array;
  /** Which chain has taken each sector: none (0) or the number of one. */
  readonly owners: Uint32Array;
}

/** Which chain is read, and where in the file it is named, for the reports of defects. */
export interface ChainPlace {
  /** Unlike that of all other chains, not 0. */
  readonly owner: number;
  readonly offset: number;
  readonly name: string;
  /** How many sectors of a chain without a known end are taken where the FAT that would tell its end is lost. */
  readonly sectorsIfLost?: number;
}

interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes of the chain that begins at `start`: a view where its sectors lie one after another, else a copy.
 * Each sector is given out once in the life of `space`, so that all chains together are no longer than the file.
 *
 * @param size bytes wanted; Infinity for all up to the end of the chain
 * @returns fewer bytes where the chain is damaged, which `defects` tells
 */
export function readChain(
  space: SectorSpace,
  start: number,
  size: number,
  place: ChainPlace,
  defects: CfbDefectList,
): Uint8Array {
  const runs = chainRuns(space, start, size, place, defects);
  const read = joinRuns(space, runs, size);
  if (runs.length > 0 && read.length < size && size !== Infinity && wholeRuns(space, runs) >= size)
    defects.add('truncated', place.offset, `the file ends within ${place.name}`);
  return read;
}

function wholeRuns({ sectorSize }: SectorSpace, runs: readonly Run[]): number {
  let length = 0;
  for (const { start, end } of runs) length += (end - start) * sectorSize;
  return length;
}

function joinRuns({ bytes, origin, sectorSize }: SectorSpace, runs: readonly Run[], size: number): Uint8Array {
  const parts = runs.map(({ start, end }) => bytes.subarray(origin + start * sectorSize, origin + end * sectorSize));
  const [first] = parts;
  if (first === undefined) return new Uint8Array();
  if (parts.length === 1) return first.length > size ? first.subarray(0, size) : first;
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(Math.min(length, size));
  let at = 0;
  for (const part of parts) {
    joined.set(part.subarray(0, joined.length - at), at);
    at += part.length;
  }
  return joined;
}

function chainRuns(
  { next, owners, sectorSize }: SectorSpace,
  start: number,
  size: number,
  { owner, offset, name, sectorsIfLost = 1 }: ChainPlace,
  defects: CfbDefectList,
): Run[] {
  const runs: Run[] = [];
  const wanted = Math.ceil(size / sectorSize);
  let runStart = start;
  let runEnd = start;
  let sector = start;
  let lost = false;
  for (let count = 0; count < wanted; count++) {
    if (sector >= next.length) {
      noteEnd(sector, count);
      break;
    }
    if (owners[sector] !== 0) {
      if (owners[sector] === owner) defects.add('chain-has-a-cycle', offset, `sector ${sector} comes twice in ${name}`);
      else defects.add('sector-used-twice', offset, `sector ${sector} of ${name} belongs to another chain`);
      break;
    }
    owners[sector] = owner;
    if (sector !== runEnd) {
      if (runEnd > runStart) runs.push({ start: runStart, end: runEnd });
      runStart = sector;
    }
    runEnd = sector + 1;
    sector = next[sector]!;
    if (sector === lostEntry) {
      sector = runEnd;
      lost = true;
      if (wanted === Infinity && count + 1 >= sectorsIfLost) break;
    }
  }
  if (runEnd > runStart) runs.push({ start: runStart, end: runEnd });
  if (lost) defects.add('fat-lost', offset, `${name} is taken to be contiguous where its part of the FAT is lost`);
  return runs;

  function noteEnd(at: number, count: number): void {
    if (at === SectorNumber.ENDOFCHAIN || at === SectorNumber.FREESECT) {
      if (wanted !== Infinity)
        defects.add('chain-too-short', offset, `${name} ends after ${count} of ${wanted} sectors`);
    } else defects.add('sector-out-of-range', offset, `${name} goes on in sector ${at}, which the file does not have`);
  }
}
