/** Where the parts of a new compound file lie: FAT, DIFAT, directory, mini FAT, mini stream, then the larger streams. */
import { CfbError } from './cfb-error.ts';
import type { FlatEntry } from './flat-directory.ts';
import {
  type CfbVersion,
  SectorNumber,
  entrySize,
  headerDifatEntries,
  miniSectorSize,
  miniStreamCutoff,
  sectorShiftOf,
} from './format.ts';
import { Storage } from './storage.ts';

/** Consecutive sectors. */
export interface Extent {
  readonly start: number;
  readonly count: number;
}

export interface FileLayout {
  readonly sectorSize: number;
  readonly fat: Extent;
  readonly difat: Extent;
  readonly directory: Extent;
  readonly miniFat: Extent;
  readonly miniStream: Extent;
  readonly sectorCount: number;
}

/** From 2 GB on, version 3 ends and version 4 needs a range lock sector, [MS-CFB] 2.7, 2.8; no message is that long. */
const largestFile = 0x7fff_ff00;

/**
 * Gives each stream its place, in `start` of its entry, and the parts of the file theirs.
 * @throws {CfbError} `too-large` for a file of 2 GB and more
 */
export function layOut(entries: readonly FlatEntry[], version: CfbVersion): FileLayout {
  const sectorSize = 1 << sectorShiftOf[version];
  const miniSectors = placeMiniStreams(entries);
  const sectorsOf = (bytes: number) => Math.ceil(bytes / sectorSize);
  const directory = sectorsOf(entries.length * entrySize);
  const miniFat = sectorsOf(miniSectors * 4);
  const miniStream = sectorsOf(miniSectors * miniSectorSize);
  let large = 0;
  for (const entry of entries) if (isLarge(entry)) large += sectorsOf(entry.size);
  const { fat, difat } = tableSectors(directory + miniFat + miniStream + large, sectorSize / 4);

  let at = 0;
  const take = (count: number): Extent => {
    at += count;
    return { start: at - count, count };
  };
  const layout = {
    sectorSize,
    fat: take(fat),
    difat: take(difat),
    directory: take(directory),
    miniFat: take(miniFat),
    miniStream: take(miniStream),
  };
  for (const entry of entries) if (isLarge(entry)) entry.start = take(sectorsOf(entry.size)).start;
  const [root] = entries;
  root!.size = miniSectors * miniSectorSize;
  root!.start = miniStream > 0 ? layout.miniStream.start : SectorNumber.ENDOFCHAIN;
  if ((at + 1) * sectorSize > largestFile) throw new CfbError('too-large', '/', 'a compound file of 2 GB or more');
  return { ...layout, sectorCount: at };
}

export function isLarge(entry: FlatEntry): boolean {
  return !(entry.item instanceof Storage) && entry.size >= miniStreamCutoff;
}

export function isMini(entry: FlatEntry): boolean {
  return !(entry.item instanceof Storage) && entry.size > 0 && entry.size < miniStreamCutoff;
}

/** @returns how many mini sectors there are */
function placeMiniStreams(entries: readonly FlatEntry[]): number {
  let at = 0;
  for (const entry of entries) {
    if (!isMini(entry)) continue;
    entry.start = at;
    at += Math.ceil(entry.size / miniSectorSize);
  }
  return at;
}

/** Sectors of FAT and DIFAT for `content` other sectors; both describe themselves too. [MS-CFB] 2.3, 2.5 */
function tableSectors(content: number, entriesPerSector: number): { fat: number; difat: number } {
  let fat = 0;
  let difat = 0;
  for (;;) {
    const neededFat = Math.ceil((content + fat + difat) / entriesPerSector);
    const neededDifat = Math.max(0, Math.ceil((neededFat - headerDifatEntries) / (entriesPerSector - 1)));
    if (neededFat === fat && neededDifat === difat) return { fat, difat };
    fat = neededFat;
    difat = neededDifat;
  }
}
