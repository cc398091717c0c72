/** Storages and streams: what a compound file holds. [MS-CFB] 1.3 */
import type { Guid } from '@postbus/bytes';
import { CfbError } from './cfb-error.ts';
import { upperCase } from './name-order.ts';

/** The CLSID of a storage that has none. */
export const CLSID_NULL: Guid = '00000000-0000-0000-0000-000000000000';

/** Up to this many, looking at all of them is quicker than a second Map. */
const fewEntries = 40;

/** Content that is made when it is written, so that it need not lie in memory before. */
export interface StreamSource {
  /** Bytes that `bytes` will give. */
  readonly size: number;
  readonly bytes: () => Uint8Array;
}

export class Stream {
  readonly name: string;
  readonly source: Uint8Array | StreamSource;

  constructor(name: string, source: Uint8Array | StreamSource) {
    this.name = name;
    this.source = source;
  }

  /** Bytes. */
  get size(): number {
    return this.source instanceof Uint8Array ? this.source.length : this.source.size;
  }

  get bytes(): Uint8Array {
    return this.source instanceof Uint8Array ? this.source : this.source.bytes();
  }
}

export interface StorageProperties {
  readonly clsid?: Guid;
  readonly stateBits?: number;
  /** FILETIME, 0 for none. */
  readonly created?: bigint;
  readonly modified?: bigint;
}

export class Storage implements Iterable<Storage | Stream> {
  readonly name: string;
  readonly clsid: Guid;
  readonly stateBits: number;
  readonly created: bigint;
  readonly modified: bigint;
  readonly #entries = new Map<string, Storage | Stream>();
  /** By name in upper case; made when a name is first asked for in other letters than it has. */
  #byUpperCase: Map<string, Storage | Stream> | undefined;

  constructor(name = 'Root Entry', { clsid, stateBits, created, modified }: StorageProperties = {}) {
    this.name = name;
    this.clsid = clsid ?? CLSID_NULL;
    this.stateBits = stateBits ?? 0;
    this.created = created ?? 0n;
    this.modified = modified ?? 0n;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Puts a storage or stream into this storage. @throws {CfbError} `duplicate-name` */
  add<Entry extends Storage | Stream>(entry: Entry): Entry {
    if (this.#entries.has(entry.name)) throw new CfbError('duplicate-name', entry.name, 'the name is taken');
    this.#entries.set(entry.name, entry);
    this.#byUpperCase?.set(upperCase(entry.name), entry);
    return entry;
  }

  /** Whether there is a storage or stream of that very name. */
  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The storage or stream of that name; upper and lower case are the same. */
  entry(name: string): Storage | Stream | undefined {
    return this.#entries.get(name) ?? this.#entryInOtherCase(name);
  }

  #entryInOtherCase(name: string): Storage | Stream | undefined {
    if (this.#entries.size <= fewEntries) {
      for (const entry of this.#entries.values())
        if (entry.name.length === name.length && upperCase(entry.name) === upperCase(name)) return entry;
      return undefined;
    }
    this.#byUpperCase ??= new Map(Array.from(this.#entries.values(), (entry) => [upperCase(entry.name), entry]));
    return this.#byUpperCase.get(upperCase(name));
  }

  storage(name: string): Storage | undefined {
    const entry = this.entry(name);
    return entry instanceof Storage ? entry : undefined;
  }

  stream(name: string): Stream | undefined {
    const entry = this.entry(name);
    return entry instanceof Stream ? entry : undefined;
  }

  /** In no promised order. */
  [Symbol.iterator](): IterableIterator<Storage | Stream> {
    return this.#entries.values();
  }
}
