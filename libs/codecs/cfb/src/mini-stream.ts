/** The mini stream, which holds the streams shorter than 4096 bytes, and its mini FAT. [MS-CFB] 2.4, 2.6.3 */
import type { CfbDefectList } from './defects.ts';
import type { DirectoryEntry } from './directory-entry.ts';
import { Owner, firstEntryOwner, readTable } from './fat.ts';
import { SectorNumber, miniSectorSize } from './format.ts';
import type { Header } from './header.ts';
import { type SectorSpace, lostEntry, readChain } from './sector-chain.ts';

/** The mini sectors of the file, with the mini FAT as their table. */
export function readMiniSpace(
  sectors: SectorSpace,
  header: Header,
  root: DirectoryEntry,
  defects: CfbDefectList,
): SectorSpace {
  const bytes = hasChain(root.start) ? readMiniStream(sectors, root, defects) : new Uint8Array();
  const count = Math.ceil(bytes.length / miniSectorSize);
  const next = new Uint32Array(count).fill(lostEntry);
  if (count > 0 && hasChain(header.firstMiniFatSector)) {
    const sectorsIfLost = Math.ceil((count * 4) / sectors.sectorSize);
    const place = { owner: Owner.miniFat, offset: 60, name: 'the mini FAT', sectorsIfLost };
    const table = readChain(sectors, header.firstMiniFatSector, Infinity, place, defects);
    readTable(new DataView(table.buffer, table.byteOffset, table.byteLength), 0, next, 0, count);
  }
  return { bytes, origin: 0, sectorSize: miniSectorSize, next, owners: new Uint32Array(count) };
}

/** The whole chain, whatever the root says of its length: a length that is too small would cut streams off. */
function readMiniStream(sectors: SectorSpace, root: DirectoryEntry, defects: CfbDefectList): Uint8Array {
  const sectorsIfLost = Math.ceil((root.size % 0x1_0000_0000) / sectors.sectorSize);
  const place = { owner: firstEntryOwner, offset: 0, name: 'the mini stream', sectorsIfLost };
  return readChain(sectors, root.start, Infinity, place, defects);
}

function hasChain(sector: number): boolean {
  return sector <= SectorNumber.MAXREGSECT;
}
