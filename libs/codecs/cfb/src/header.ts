/** The header of a compound file. [MS-CFB] 2.2 */
import { CfbError } from './cfb-error.ts';
import type { CfbDefectList } from './defects.ts';
import { type CfbVersion, headerSize, isCompoundFile, miniStreamCutoff, sectorShiftOf, signature } from './format.ts';

export interface Header {
  readonly version: CfbVersion;
  readonly sectorSize: number;
  readonly firstDirectorySector: number;
  readonly miniStreamCutoff: number;
  readonly firstMiniFatSector: number;
  readonly firstDifatSector: number;
}

/** The numbers of sectors, which the reader does not need: it counts for itself. */
export interface HeaderCounts {
  readonly directorySectors: number;
  readonly fatSectors: number;
  readonly miniFatSectors: number;
  readonly difatSectors: number;
}

const minorVersion = 0x3e;
const littleEndian = 0xfffe;
const miniSectorShift = 6;

/** @throws {CfbError} `not-a-compound-file` where the signature is another or the header is cut off */
export function readHeader(bytes: Uint8Array, view: DataView, defects: CfbDefectList): Header {
  if (!isCompoundFile(bytes)) throw new CfbError('not-a-compound-file', '0', 'no header of a compound file');
  const version = readVersion(view, defects);
  const cutoff = view.getUint32(56, true);
  if (cutoff !== miniStreamCutoff) defects.add('header-field', 56, `a mini stream cutoff of ${cutoff}, taken as 4096`);
  return {
    version,
    sectorSize: 1 << sectorShiftOf[version],
    firstDirectorySector: view.getUint32(48, true),
    miniStreamCutoff,
    firstMiniFatSector: view.getUint32(60, true),
    firstDifatSector: view.getUint32(68, true),
  };
}

/** The sector shift decides, since all offsets follow from it; the version does where the shift is impossible. */
function readVersion(view: DataView, defects: CfbDefectList): CfbVersion {
  const version = view.getUint16(26, true);
  const shift = view.getUint16(30, true);
  const byShift = shift === sectorShiftOf[3] ? 3 : shift === sectorShiftOf[4] ? 4 : undefined;
  const taken = byShift ?? (version === 4 ? 4 : 3);
  if (byShift === undefined)
    defects.add('header-field', 30, `a sector shift of ${shift}, taken as ${sectorShiftOf[taken]}`);
  if (version !== taken) defects.add('header-field', 26, `major version ${version}, taken as ${taken}`);
  if (view.getUint16(28, true) !== littleEndian)
    defects.add('header-field', 28, 'a byte order that is not little-endian');
  if (view.getUint16(32, true) !== miniSectorShift) defects.add('header-field', 32, 'a mini sector shift other than 6');
  return taken;
}

/** Writes all fields but the DIFAT. */
export function writeHeader(bytes: Uint8Array, view: DataView, header: Header, counts: HeaderCounts): void {
  bytes.set(signature);
  view.setUint16(24, minorVersion, true);
  view.setUint16(26, header.version, true);
  view.setUint16(28, littleEndian, true);
  view.setUint16(30, sectorShiftOf[header.version], true);
  view.setUint16(32, miniSectorShift, true);
  view.setUint32(40, header.version === 4 ? counts.directorySectors : 0, true);
  view.setUint32(44, counts.fatSectors, true);
  view.setUint32(48, header.firstDirectorySector, true);
  view.setUint32(56, header.miniStreamCutoff, true);
  view.setUint32(60, header.firstMiniFatSector, true);
  view.setUint32(64, counts.miniFatSectors, true);
  view.setUint32(68, header.firstDifatSector, true);
  view.setUint32(72, counts.difatSectors, true);
  bytes.fill(0xff, 76, headerSize);
}
