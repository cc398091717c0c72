/** The FAT, found through the DIFAT, and the mini FAT. [MS-CFB] 2.3, 2.4, 2.5 */
import type { CfbDefectList } from './defects.ts';
import { SectorNumber, headerDifatEntries, headerDifatOffset } from './format.ts';
import type { Header } from './header.ts';
import { type SectorSpace, lostEntry } from './sector-chain.ts';

/** Owners of the sectors that belong to no directory entry; those of an entry are its stream ID and `firstEntryOwner`. */
export const Owner = { fat: 1, directory: 2, miniFat: 3 } as const;
export const firstEntryOwner = 4;

/** The sectors of the file with the FAT as their table; at most one entry a sector, whatever the header says. */
export function readSectorSpace(
  bytes: Uint8Array,
  view: DataView,
  header: Header,
  defects: CfbDefectList,
): SectorSpace {
  const { sectorSize } = header;
  const count = Math.max(0, Math.ceil((bytes.length - sectorSize) / sectorSize));
  const next = new Uint32Array(count).fill(lostEntry);
  const owners = new Uint32Array(count);
  const entries = sectorSize / 4;
  let first = 0;
  for (const sector of difatSectors(view, header, owners, defects)) {
    if (first >= count) break;
    if (sector < count) {
      owners[sector] = Owner.fat;
      readTable(view, (sector + 1) * sectorSize, next, first, Math.min(entries, count - first));
    } else defects.add('sector-out-of-range', headerDifatOffset, `sector ${sector} of the FAT is not in the file`);
    first += entries;
  }
  return { bytes, origin: sectorSize, sectorSize, next, owners };
}

/** Numbers of the sectors of the FAT: those in the header, then those of the DIFAT's own sectors. [MS-CFB] 2.5 */
function* difatSectors(view: DataView, header: Header, owners: Uint32Array, defects: CfbDefectList): Generator<number> {
  for (let index = 0; index < headerDifatEntries; index++) {
    const sector = view.getUint32(headerDifatOffset + index * 4, true);
    if (sector === SectorNumber.FREESECT) return;
    yield sector;
  }
  const last = header.sectorSize - 4;
  let difat = header.firstDifatSector;
  while (difat < owners.length && owners[difat] === 0) {
    owners[difat] = Owner.fat;
    const offset = (difat + 1) * header.sectorSize;
    for (let at = 0; at < last && offset + at + 4 <= view.byteLength; at += 4) {
      const sector = view.getUint32(offset + at, true);
      if (sector === SectorNumber.FREESECT) return;
      yield sector;
    }
    if (offset + header.sectorSize > view.byteLength) return;
    difat = view.getUint32(offset + last, true);
  }
  if (difat < owners.length) defects.add('chain-has-a-cycle', 68, `sector ${difat} comes twice in the DIFAT`);
  else if (difat <= SectorNumber.MAXREGSECT)
    defects.add('sector-out-of-range', 68, `sector ${difat} of the DIFAT is not in the file`);
}

/** Reads up to `count` numbers at `offset` into `table`, as many as the file still has. */
export function readTable(view: DataView, offset: number, table: Uint32Array, first: number, count: number): void {
  const end = Math.min(count, Math.floor((view.byteLength - offset) / 4));
  for (let index = 0; index < end; index++) table[first + index] = view.getUint32(offset + index * 4, true);
}
