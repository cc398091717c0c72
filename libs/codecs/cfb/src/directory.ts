/** The directory as a tree of storages and streams. [MS-CFB] 2.6 */
import type { CfbDefectList } from './defects.ts';
import { type DirectoryEntry, entryType, readEntry, readStorageProperties } from './directory-entry.ts';
import { NOSTREAM, ObjectType, entrySize } from './format.ts';
import { Storage, Stream } from './storage.ts';

/** Gives the bytes of a stream; `index` is its stream ID. */
export type ReadStream = (entry: DirectoryEntry, index: number) => Uint8Array;

export interface DirectoryOptions {
  readonly maxDepth: number;
  /** Where entry `index` lies in the file, for reports. */
  readonly offsetOf: (index: number) => number;
  readonly readStream: ReadStream;
  readonly defects: CfbDefectList;
}

interface Visit {
  readonly index: number;
  readonly parent: Storage;
  readonly depth: number;
  /** Of the entry that points here. */
  readonly from: number;
}

/**
 * Reads the tree of entries below the root, entry 0. Where links are broken, the entries that no link leads to are found
 * one by one and put where the break was, or below the root where there were several.
 */
export class Directory {
  readonly #view: DataView;
  readonly #options: DirectoryOptions;
  readonly #visited: Uint8Array;
  /** The storages with a broken link among their entries. */
  readonly #broken = new Set<Storage>();

  constructor(bytes: Uint8Array, options: DirectoryOptions) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#options = options;
    this.#visited = new Uint8Array(Math.floor(bytes.length / entrySize));
  }

  readRoot(): Storage {
    const { name, child } = readEntry(this.#view, 0);
    const root = new Storage(name || 'Root Entry', readStorageProperties(this.#view, 0));
    this.#visited[0] = 1;
    this.#walk({ index: child, parent: root, depth: 1, from: 0 });
    if (child === NOSTREAM || this.#broken.size > 0) this.#scan(root);
    return root;
  }

  /** Visits the entry, its siblings and all that is below them; no recursion, since a file may be made of depth alone. */
  #walk(first: Visit): void {
    const pending = [first];
    for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
      if (visit.index === NOSTREAM || !this.#mayVisit(visit)) continue;
      const { index, parent, depth } = visit;
      this.#visited[index] = 1;
      const entry = readEntry(this.#view, index * entrySize);
      const { leftSibling, rightSibling, child } = entry;
      if (rightSibling !== NOSTREAM) pending.push({ index: rightSibling, parent, depth, from: index });
      if (leftSibling !== NOSTREAM) pending.push({ index: leftSibling, parent, depth, from: index });
      const storage = this.#put(entry, visit);
      if (storage !== undefined && child !== NOSTREAM)
        pending.push({ index: child, parent: storage, depth: depth + 1, from: index });
    }
  }

  #mayVisit({ index, parent, depth, from }: Visit): boolean {
    const { defects, maxDepth } = this.#options;
    const offset = this.#options.offsetOf(from);
    if (depth > maxDepth) {
      defects.add('too-deep', offset, `storages more than ${maxDepth} deep are left out`);
      return false;
    }
    if (index >= this.#visited.length)
      defects.add('entry-out-of-range', offset, `entry ${from} leads to entry ${index}, which is not there`);
    else if (this.#visited[index] === 1)
      defects.add('tree-has-a-cycle', offset, `entry ${from} leads to entry ${index}, which comes elsewhere already`);
    else if (!isStorageOrStream(entryType(this.#view, index * entrySize)))
      defects.add('entry-invalid', this.#options.offsetOf(index), `entry ${index} is neither a storage nor a stream`);
    else return true;
    this.#broken.add(parent);
    return false;
  }

  /** @returns the storage, where the entry is one */
  #put(entry: DirectoryEntry, { index, parent }: Visit): Storage | undefined {
    const { defects, offsetOf, readStream } = this.#options;
    if (entry.name === '') defects.add('entry-invalid', offsetOf(index), `entry ${index} has no name`);
    const name = entry.name === '' ? `(${index})` : entry.name;
    if (parent.has(name)) {
      defects.add('duplicate-name', offsetOf(index), `a second ${name} in ${parent.name} is left out`);
      return undefined;
    }
    if (entry.type === ObjectType.storage)
      return parent.add(new Storage(name, readStorageProperties(this.#view, index * entrySize)));
    parent.add(new Stream(name, readStream(entry, index)));
    return undefined;
  }

  /** Puts the entries that the walk did not reach where they most likely belong. */
  #scan(root: Storage): void {
    const [only] = this.#broken;
    const parent = this.#broken.size === 1 && only !== undefined ? only : root;
    const linked = this.#linkedAmongUnvisited();
    for (const wanted of [0, 1]) {
      for (let index = 1; index < this.#visited.length; index++) {
        if (linked[index] !== wanted || this.#visited[index] === 1) continue;
        if (!isStorageOrStream(entryType(this.#view, index * entrySize))) continue;
        this.#options.defects.add(
          'entry-found-by-scan',
          this.#options.offsetOf(index),
          `no link leads to entry ${index}; it is taken to be in ${parent.name}`,
        );
        this.#walk({ index, parent, depth: 1, from: index });
      }
    }
  }

  /** 1 for each entry that one which was not reached leads to: it will come with that one. */
  #linkedAmongUnvisited(): Uint8Array {
    const linked = new Uint8Array(this.#visited.length);
    for (let index = 1; index < linked.length; index++) {
      if (this.#visited[index] === 1 || !isStorageOrStream(entryType(this.#view, index * entrySize))) continue;
      const { leftSibling, rightSibling, child } = readEntry(this.#view, index * entrySize);
      for (const link of [leftSibling, rightSibling, child])
        if (link < linked.length && link !== index) linked[link] = 1;
    }
    return linked;
  }
}

function isStorageOrStream(type: number): boolean {
  return type === ObjectType.storage || type === ObjectType.stream;
}
