/** Numbers that the parts of a compound file have in common. [MS-CFB] 2.1, 2.2, 2.6.1 */

/** Values of a sector number that name no sector. [MS-CFB] 2.1 */
export const SectorNumber = {
  MAXREGSECT: 0xffff_fffa,
  DIFSECT: 0xffff_fffc,
  FATSECT: 0xffff_fffd,
  ENDOFCHAIN: 0xffff_fffe,
  FREESECT: 0xffff_ffff,
} as const;

/** Object types of directory entries. [MS-CFB] 2.6.1 */
export const ObjectType = { unallocated: 0, storage: 1, stream: 2, root: 5 } as const;

/** A stream ID that names no directory entry. [MS-CFB] 2.6.1 */
export const NOSTREAM = 0xffff_ffff;

export const headerSize = 512;
/** Sector numbers of the FAT that the header itself holds. [MS-CFB] 2.2 */
export const headerDifatEntries = 109;
export const headerDifatOffset = 76;
export const entrySize = 128;
export const miniSectorSize = 64;
/** Streams of this size and more lie in sectors of their own. [MS-CFB] 2.2 */
export const miniStreamCutoff = 4096;
export const signature = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] as const;

/** Version 3 has sectors of 512 bytes, version 4 of 4096. [MS-CFB] 2.2 */
export type CfbVersion = 3 | 4;
export const sectorShiftOf = { 3: 9, 4: 12 } as const;

/** Whether `bytes` begin as a compound file does. [MS-CFB] 2.2 */
export function isCompoundFile(bytes: Uint8Array): boolean {
  return bytes.length >= headerSize && signature.every((byte, index) => bytes[index] === byte);
}
