/**
 * AppleSingle and AppleDouble, versions 1 and 2. RFC 1740, appendixes A and B
 *
 *   magic 4, version 4, filler 16, number of entries 2, then a descriptor an entry: id 4, offset 4, length 4
 *
 * All numbers are big-endian. An AppleDouble header is the same without the data fork.
 */
import { AppleFileError } from './apple-file-error.ts';
import { finderInfoOf, readFinderInfo } from './finder-info.ts';
import { type MacFile, macFile } from './mac-file.ts';
import { macRomanBytes, macRomanText } from './mac-roman.ts';
import { fromSecondsSince1904, fromSecondsSince2000, knownDates, secondsSince2000 } from './mac-time.ts';

const Magic = { appleSingle: 0x0005_1600, appleDouble: 0x0005_1607 } as const;
const EntryId = {
  dataFork: 1,
  resourceFork: 2,
  realName: 3,
  comment: 4,
  /** Version 1 only. */
  fileInfo: 7,
  fileDatesInfo: 8,
  finderInfo: 9,
  macintoshFileInfo: 10,
} as const;
const version2 = 0x0002_0000;
const headerLength = 26;
const descriptorLength = 12;
/** macintoshFileInfo, and the attributes of version 1's fileInfo: bit 0 of the last byte. */
const lockedBit = 1;

type Entries = ReadonlyMap<number, Uint8Array>;

/**
 * Reads `application/applefile` that stands alone. An AppleDouble header alone is a file with an empty data fork.
 *
 * @returns a file whose forks share the memory of `bytes`
 * @throws {AppleFileError} `not-applesingle`; `truncated` at the descriptor of the first entry that ends too late
 */
export function readAppleSingle(bytes: Uint8Array): MacFile {
  return fileOf(entriesOf(bytes));
}

/**
 * Reads the parts of `multipart/appledouble`.
 *
 * @param header the `application/applefile`; one with AppleSingle's magic number is read too, its data fork passed over
 * @param dataFork the other part, its transfer encoding undone
 * @throws as `readAppleSingle`
 */
export function readAppleDouble(header: Uint8Array, dataFork: Uint8Array): MacFile {
  return { ...readAppleSingle(header), dataFork };
}

/** An AppleSingle file, version 2. */
export function appleSingleOf(file: MacFile): Uint8Array {
  return fileOfEntries(Magic.appleSingle, [...describingEntries(file), [EntryId.dataFork, file.dataFork]]);
}

/** The header of an AppleDouble file, version 2: all but the data fork. */
export function appleDoubleOf(file: MacFile): Uint8Array {
  return fileOfEntries(Magic.appleDouble, describingEntries(file));
}

function entriesOf(bytes: Uint8Array): Entries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length < 4 ? 0 : view.getUint32(0);
  if (magic !== Magic.appleSingle && magic !== Magic.appleDouble) {
    throw new AppleFileError('not-applesingle', 0, 'no magic number of AppleSingle or AppleDouble');
  }
  if (bytes.length < headerLength) throw new AppleFileError('truncated', bytes.length, 'the header ends');
  const count = view.getUint16(24);
  const entries = new Map<number, Uint8Array>();
  for (let index = 0, at = headerLength; index < count; index++, at += descriptorLength) {
    if (at + descriptorLength > bytes.length) throw new AppleFileError('truncated', at, `descriptor ${index} ends`);
    const offset = view.getUint32(at + 4);
    const end = offset + view.getUint32(at + 8);
    if (end > bytes.length) throw new AppleFileError('truncated', at, `entry ${index} ends at ${end}, past the end,`);
    entries.set(view.getUint32(at), bytes.subarray(offset, end));
  }
  return entries;
}

function fileOf(entries: Entries): MacFile {
  const finderInfo = entries.get(EntryId.finderInfo);
  const text = (id: number) => macRomanText(entries.get(id) ?? new Uint8Array(0));
  return macFile({
    ...(finderInfo !== undefined && readFinderInfo(finderInfo)),
    name: text(EntryId.realName),
    comment: text(EntryId.comment),
    isLocked: isLocked(entries),
    ...datesOf(entries),
    dataFork: entries.get(EntryId.dataFork) ?? new Uint8Array(0),
    resourceFork: entries.get(EntryId.resourceFork) ?? new Uint8Array(0),
  });
}

function datesOf(entries: Entries): { created?: number; modified?: number } {
  const dates = entries.get(EntryId.fileDatesInfo);
  if (dates !== undefined && dates.length >= 8) {
    const view = viewOf(dates);
    return knownDates(fromSecondsSince2000(view.getInt32(0)), fromSecondsSince2000(view.getInt32(4)));
  }
  const version1 = entries.get(EntryId.fileInfo);
  if (version1 === undefined || version1.length < 8) return {};
  const view = viewOf(version1);
  return knownDates(fromSecondsSince1904(view.getUint32(0)), fromSecondsSince1904(view.getUint32(4)));
}

function isLocked(entries: Entries): boolean {
  const attributes = entries.get(EntryId.macintoshFileInfo)?.[3] ?? entries.get(EntryId.fileInfo)?.[15] ?? 0;
  return (attributes & lockedBit) !== 0;
}

/** The data fork and the resource fork last, as the appendix would have what may grow. */
function describingEntries(file: MacFile): (readonly [id: number, bytes: Uint8Array])[] {
  const comment = macRomanBytes(file.comment);
  return [
    [EntryId.realName, macRomanBytes(file.name)],
    [EntryId.finderInfo, finderInfoOf(file)],
    [EntryId.fileDatesInfo, fileDatesInfoOf(file)],
    [EntryId.macintoshFileInfo, Uint8Array.of(0, 0, 0, file.isLocked ? lockedBit : 0)],
    ...(comment.length === 0 ? [] : [[EntryId.comment, comment] as const]),
    [EntryId.resourceFork, file.resourceFork],
  ];
}

/** Created, modified, backed up, accessed; the last two unknown. */
function fileDatesInfoOf({ created, modified }: MacFile): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = viewOf(bytes);
  [created, modified, undefined, undefined].forEach((ms, index) => view.setInt32(index * 4, secondsSince2000(ms)));
  return bytes;
}

function fileOfEntries(magic: number, entries: readonly (readonly [id: number, bytes: Uint8Array])[]): Uint8Array {
  let end = headerLength + entries.length * descriptorLength;
  const bytes = new Uint8Array(entries.reduce((length, [, entry]) => length + entry.length, end));
  const view = viewOf(bytes);
  view.setUint32(0, magic);
  view.setUint32(4, version2);
  view.setUint16(24, entries.length);
  entries.forEach(([id, entry], index) => {
    const at = headerLength + index * descriptorLength;
    view.setUint32(at, id);
    view.setUint32(at + 4, end);
    view.setUint32(at + 8, entry.length);
    bytes.set(entry, end);
    end += entry.length;
  });
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
