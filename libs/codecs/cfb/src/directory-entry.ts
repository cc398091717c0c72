/** One entry of the directory. [MS-CFB] 2.6.1 */
import { type Guid, guidText } from '@postbus/bytes';
import { longestName } from './name-order.ts';
import { CLSID_NULL } from './storage.ts';

export interface DirectoryEntry {
  readonly name: string;
  readonly type: number;
  readonly leftSibling: number;
  readonly rightSibling: number;
  readonly child: number;
  readonly start: number;
  /** All 64 bits: files of version 3 may hold anything in the upper 32. */
  readonly size: number;
}

/** Where the fields lie in an entry. */
export const EntryField = {
  nameLength: 64,
  type: 66,
  color: 67,
  leftSibling: 68,
  rightSibling: 72,
  child: 76,
  clsid: 80,
  stateBits: 96,
  created: 100,
  modified: 108,
  start: 116,
  size: 120,
} as const;

const two32 = 0x1_0000_0000;

/** The type of the entry at `at`, without reading the rest. */
export function entryType(directory: DataView, at: number): number {
  return directory.getUint8(at + EntryField.type);
}

export function readEntry(directory: DataView, at: number): DirectoryEntry {
  return {
    name: readName(directory, at),
    type: entryType(directory, at),
    leftSibling: directory.getUint32(at + EntryField.leftSibling, true),
    rightSibling: directory.getUint32(at + EntryField.rightSibling, true),
    child: directory.getUint32(at + EntryField.child, true),
    start: directory.getUint32(at + EntryField.start, true),
    size: directory.getUint32(at + EntryField.size, true) + directory.getUint32(at + EntryField.size + 4, true) * two32,
  };
}

/** The name up to its first null, whatever its length field says. */
function readName(directory: DataView, at: number): string {
  const units: number[] = [];
  for (let index = 0; index < longestName; index++) {
    const unit = directory.getUint16(at + index * 2, true);
    if (unit === 0) break;
    units.push(unit);
  }
  return String.fromCharCode(...units);
}

/** What only storages have. */
export function readStorageProperties(directory: DataView, at: number) {
  return {
    clsid: readClsid(directory, at + EntryField.clsid),
    stateBits: directory.getUint32(at + EntryField.stateBits, true),
    created: directory.getBigUint64(at + EntryField.created, true),
    modified: directory.getBigUint64(at + EntryField.modified, true),
  };
}

function readClsid(directory: DataView, at: number): Guid {
  const isNull = directory.getBigUint64(at, true) === 0n && directory.getBigUint64(at + 8, true) === 0n;
  return isNull ? CLSID_NULL : guidText(new Uint8Array(directory.buffer, directory.byteOffset + at, 16));
}
