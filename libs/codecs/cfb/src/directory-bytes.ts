/** The sectors of the directory. [MS-CFB] 2.6 */
import { CfbError } from './cfb-error.ts';
import type { CfbDefectList } from './defects.ts';
import { EntryField } from './directory-entry.ts';
import { Owner } from './fat.ts';
import { ObjectType, entrySize } from './format.ts';
import { type SectorSpace, readChain } from './sector-chain.ts';

/** Of the field in the header that says where the directory begins. */
const offset = 48;
/** `Root Entry` and its null in UTF-16. */
const rootNameSize = 22;

/**
 * The entries of the directory, one after another; found by its root where the header does not lead to one.
 * @throws {CfbError} `no-directory`
 */
export function readDirectoryBytes(sectors: SectorSpace, told: number, defects: CfbDefectList): Uint8Array {
  const first = hasRoot(sectors, told) ? told : findRoot(sectors, told, defects);
  const place = {
    owner: Owner.directory,
    offset,
    name: 'the directory',
    sectorsIfLost: sectorsOfEntries(sectors, first),
  };
  const directory = readChain(sectors, first, Infinity, place, defects);
  const whole = directory.subarray(0, directory.length - (directory.length % entrySize));
  if (whole.length === 0)
    throw new CfbError('no-directory', String(offset), 'no sector of the directory is in the file');
  return whole;
}

function hasRoot({ bytes, origin, sectorSize, next }: SectorSpace, sector: number): boolean {
  return sector < next.length && bytes[origin + sector * sectorSize + EntryField.type] === ObjectType.root;
}

function findRoot(sectors: SectorSpace, told: number, defects: CfbDefectList): number {
  const { bytes, origin, sectorSize, next } = sectors;
  for (let sector = 0; sector < next.length; sector++) {
    const isRoot =
      hasRoot(sectors, sector) && bytes[origin + sector * sectorSize + EntryField.nameLength] === rootNameSize;
    if (!isRoot || sectorsOfEntries(sectors, sector) === 0) continue;
    defects.add('directory-found-by-scan', offset, `there is no root in sector ${told}, but one in sector ${sector}`);
    return sector;
  }
  defects.add('entry-invalid', offset, `the first entry of the directory, in sector ${told}, is not a root`);
  return told;
}

/** How many sectors from `first` on look like some of a directory. */
function sectorsOfEntries({ bytes, origin, sectorSize, next }: SectorSpace, first: number): number {
  let sector = first;
  while (sector < next.length && hasEntries(bytes, origin + sector * sectorSize, sectorSize)) sector++;
  return sector - first;
}

function hasEntries(bytes: Uint8Array, start: number, length: number): boolean {
  for (let at = start; at < start + length; at += entrySize) {
    const type = bytes[at + EntryField.type];
    const nameLength = bytes[at + EntryField.nameLength]! | (bytes[at + EntryField.nameLength + 1]! << 8);
    if (type === undefined || type > ObjectType.root || nameLength > 64 || nameLength % 2 === 1) return false;
  }
  return true;
}
