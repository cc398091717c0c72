/** Compound files, written: sizes first, then every byte once into its place. [MS-CFB] 2 */
import { guidBytes } from '@postbus/bytes';
import { CfbError } from './cfb-error.ts';
import { EntryField } from './directory-entry.ts';
import { type Extent, type FileLayout, isLarge, isMini, layOut } from './file-layout.ts';
import { type FlatEntry, flattenDirectory, pathOf } from './flat-directory.ts';
import {
  type CfbVersion,
  NOSTREAM,
  ObjectType,
  SectorNumber,
  entrySize,
  headerDifatEntries,
  headerDifatOffset,
  miniSectorSize,
  miniStreamCutoff,
} from './format.ts';
import { writeHeader } from './header.ts';
import { CLSID_NULL, Storage } from './storage.ts';

export interface WriteCompoundFileOptions {
  /** 3 unless told, which every reader has. */
  readonly version?: CfbVersion;
}

const { ENDOFCHAIN, DIFSECT, FATSECT } = SectorNumber;

/**
 * The bytes of a compound file with what is in `root`. The same tree gives the same bytes.
 *
 * @throws {CfbError} `invalid-name`, `duplicate-name` with the entry's path; `too-large` from 2 GB on; `stream-size`
 *   where a stream's source gave another number of bytes than it said
 */
export function writeCompoundFile(root: Storage, options: WriteCompoundFileOptions = {}): Uint8Array<ArrayBuffer> {
  const version = options.version ?? 3;
  const entries = flattenDirectory(root);
  const layout = layOut(entries, version);
  const bytes = new Uint8Array((layout.sectorCount + 1) * layout.sectorSize);
  const view = new DataView(bytes.buffer);
  writeHeader(bytes, view, headerOf(layout, version), {
    directorySectors: layout.directory.count,
    fatSectors: layout.fat.count,
    miniFatSectors: layout.miniFat.count,
    difatSectors: layout.difat.count,
  });
  writeDifat(bytes, view, layout);
  writeFat(bytes, view, entries, layout);
  writeMiniFat(bytes, view, entries, layout);
  writeDirectory(bytes, view, entries, layout);
  writeStreams(bytes, entries, layout);
  return bytes;
}

function headerOf({ sectorSize, directory, miniFat, difat }: FileLayout, version: CfbVersion) {
  return {
    version,
    sectorSize,
    firstDirectorySector: directory.start,
    miniStreamCutoff,
    firstMiniFatSector: miniFat.count > 0 ? miniFat.start : ENDOFCHAIN,
    firstDifatSector: difat.count > 0 ? difat.start : ENDOFCHAIN,
  };
}

function offsetOf(sector: number, { sectorSize }: FileLayout): number {
  return (sector + 1) * sectorSize;
}

function fillExtent(bytes: Uint8Array, { start, count }: Extent, layout: FileLayout): void {
  bytes.fill(0xff, offsetOf(start, layout), offsetOf(start + count, layout));
}

/** The sectors of the FAT: the first 109 in the header, the others in sectors that end with the number of the next. */
function writeDifat(bytes: Uint8Array, view: DataView, layout: FileLayout): void {
  const { fat, difat, sectorSize } = layout;
  fillExtent(bytes, difat, layout);
  const perSector = sectorSize / 4 - 1;
  for (let index = 0; index < fat.count; index++) {
    const beyond = index - headerDifatEntries;
    const at =
      beyond < 0
        ? headerDifatOffset + index * 4
        : offsetOf(difat.start + Math.floor(beyond / perSector), layout) + (beyond % perSector) * 4;
    view.setUint32(at, fat.start + index, true);
  }
  for (let index = 0; index < difat.count; index++) {
    const next = index + 1 < difat.count ? difat.start + index + 1 : ENDOFCHAIN;
    view.setUint32(offsetOf(difat.start + index + 1, layout) - 4, next, true);
  }
}

function writeFat(bytes: Uint8Array, view: DataView, entries: readonly FlatEntry[], layout: FileLayout): void {
  const { fat, difat, directory, miniFat, miniStream, sectorSize } = layout;
  fillExtent(bytes, fat, layout);
  const table = offsetOf(fat.start, layout);
  for (let index = 0; index < fat.count; index++) view.setUint32(table + (fat.start + index) * 4, FATSECT, true);
  for (let index = 0; index < difat.count; index++) view.setUint32(table + (difat.start + index) * 4, DIFSECT, true);
  for (const { start, count } of [directory, miniFat, miniStream]) writeChain(view, table, start, count);
  for (const entry of entries)
    if (isLarge(entry)) writeChain(view, table, entry.start, Math.ceil(entry.size / sectorSize));
}

function writeMiniFat(bytes: Uint8Array, view: DataView, entries: readonly FlatEntry[], layout: FileLayout): void {
  fillExtent(bytes, layout.miniFat, layout);
  const table = offsetOf(layout.miniFat.start, layout);
  for (const entry of entries)
    if (isMini(entry)) writeChain(view, table, entry.start, Math.ceil(entry.size / miniSectorSize));
}

function writeChain(view: DataView, table: number, start: number, count: number): void {
  if (count === 0) return;
  const last = start + count - 1;
  for (let sector = start; sector < last; sector++) view.setUint32(table + sector * 4, sector + 1, true);
  view.setUint32(table + last * 4, ENDOFCHAIN, true);
}

function writeDirectory(bytes: Uint8Array, view: DataView, entries: readonly FlatEntry[], layout: FileLayout): void {
  const first = offsetOf(layout.directory.start, layout);
  for (let index = 0; index < entries.length; index++)
    writeEntry(bytes, view, first + index * entrySize, entries[index]!);
  const end = offsetOf(layout.directory.start + layout.directory.count, layout);
  for (let at = first + entries.length * entrySize; at < end; at += entrySize) writeUnusedEntry(view, at);
}

function writeEntry(bytes: Uint8Array, view: DataView, at: number, entry: FlatEntry): void {
  const { item, parent } = entry;
  const name = parent === undefined ? 'Root Entry' : item.name;
  for (let index = 0; index < name.length; index++) view.setUint16(at + index * 2, name.charCodeAt(index), true);
  view.setUint16(at + EntryField.nameLength, (name.length + 1) * 2, true);
  view.setUint8(at + EntryField.type, typeOf(entry));
  view.setUint8(at + EntryField.color, entry.isRed ? 0 : 1);
  view.setUint32(at + EntryField.leftSibling, entry.leftSibling, true);
  view.setUint32(at + EntryField.rightSibling, entry.rightSibling, true);
  view.setUint32(at + EntryField.child, entry.child, true);
  view.setUint32(
    at + EntryField.start,
    entry.size === 0 && parent !== undefined ? startOfNothing(item) : entry.start,
    true,
  );
  view.setUint32(at + EntryField.size, entry.size, true);
  if (!(item instanceof Storage)) return;
  if (item.clsid !== CLSID_NULL) bytes.set(guidBytes(item.clsid), at + EntryField.clsid);
  view.setUint32(at + EntryField.stateBits, item.stateBits, true);
  // A root has no creation time. [MS-CFB] 2.6.1
  if (parent !== undefined) view.setBigUint64(at + EntryField.created, item.created, true);
  view.setBigUint64(at + EntryField.modified, item.modified, true);
}

function typeOf({ item, parent }: FlatEntry): number {
  if (parent === undefined) return ObjectType.root;
  return item instanceof Storage ? ObjectType.storage : ObjectType.stream;
}

/** A storage has 0 there, an empty stream the end of its chain. [MS-CFB] 2.6.1 */
function startOfNothing(item: FlatEntry['item']): number {
  return item instanceof Storage ? 0 : ENDOFCHAIN;
}

function writeUnusedEntry(view: DataView, at: number): void {
  view.setUint32(at + EntryField.leftSibling, NOSTREAM, true);
  view.setUint32(at + EntryField.rightSibling, NOSTREAM, true);
  view.setUint32(at + EntryField.child, NOSTREAM, true);
}

function writeStreams(bytes: Uint8Array, entries: readonly FlatEntry[], layout: FileLayout): void {
  const miniStream = offsetOf(layout.miniStream.start, layout);
  for (const entry of entries) {
    const { item } = entry;
    if (item instanceof Storage || entry.size === 0) continue;
    const content = item.bytes;
    if (content.length !== entry.size) {
      const message = `the stream gave ${content.length} bytes instead of ${entry.size}`;
      throw new CfbError('stream-size', pathOf(entry), message);
    }
    bytes.set(content, isMini(entry) ? miniStream + entry.start * miniSectorSize : offsetOf(entry.start, layout));
  }
}
