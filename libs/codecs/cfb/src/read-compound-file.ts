/** Compound files, read. [MS-CFB] 2 */
import { type CfbDefect, CfbDefectList } from './defects.ts';
import { Directory } from './directory.ts';
import { type DirectoryEntry, readEntry } from './directory-entry.ts';
import { readDirectoryBytes } from './directory-bytes.ts';
import { firstEntryOwner, readSectorSpace } from './fat.ts';
import { entrySize } from './format.ts';
import { readHeader } from './header.ts';
import { readMiniSpace } from './mini-stream.ts';
import { readChain } from './sector-chain.ts';
import type { Storage } from './storage.ts';

export interface ReadCompoundFileOptions {
  /** Storages in storages; stops a file whose depth exhausts the stack of who walks the result. 256 unless told. */
  readonly maxDepth?: number;
  /** Defects listed; stops a file whose report is larger than itself. 1000 unless told. */
  readonly maxDefects?: number;
}

export interface CompoundFile {
  readonly root: Storage;
  /** What was wrong, in the order in which it was found. */
  readonly defects: readonly CfbDefect[];
}

/**
 * Reads all storages and streams. Contiguous streams are views of `file`; the others are copied, together at most once
 * the file's length. Takes time linear in the file's length, whatever its tables say.
 *
 * @throws {CfbError} `not-a-compound-file` without its signature, `no-directory` where not even the root can be read
 */
export function readCompoundFile(file: Uint8Array, options: ReadCompoundFileOptions = {}): CompoundFile {
  // Of a subclass, such as Buffer, all values would be instances of it too.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.length);
  const defects = new CfbDefectList(options.maxDefects ?? 1000);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(bytes, view, defects);
  const sectors = readSectorSpace(bytes, view, header, defects);
  const directory = readDirectoryBytes(sectors, header.firstDirectorySector, defects);
  const rootEntry = readEntry(new DataView(directory.buffer, directory.byteOffset), 0);
  const mini = readMiniSpace(sectors, header, rootEntry, defects);
  const offsetOf = entryOffsets(bytes, directory);
  const root = new Directory(directory, {
    maxDepth: options.maxDepth ?? 256,
    offsetOf,
    defects,
    readStream,
  }).readRoot();
  return { root, defects: defects.list };

  function readStream(entry: DirectoryEntry, index: number): Uint8Array {
    const size = header.version === 3 ? entry.size % 0x1_0000_0000 : entry.size;
    if (size === 0) return new Uint8Array();
    const space = size < header.miniStreamCutoff ? mini : sectors;
    const place = { owner: index + firstEntryOwner, offset: offsetOf(index), name: entry.name };
    return readChain(space, entry.start, size, place, defects);
  }
}

/** Where entries lie in the file; in a directory that had to be joined from several runs, where it is named. */
function entryOffsets(bytes: Uint8Array, directory: Uint8Array): (index: number) => number {
  if (directory.buffer !== bytes.buffer) return () => 48;
  const first = directory.byteOffset - bytes.byteOffset;
  return (index) => first + index * entrySize;
}
