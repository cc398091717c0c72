/** The named property mapping storage, written. [MS-OXMSG] 2.2.3 */
import { BytesError, type Guid, concat, guidBytes, utf16Bytes } from '@postbus/bytes';
import { Storage, Stream } from '@postbus/cfb';
import { type PropertyName, PS_MAPI, PS_PUBLIC_STRINGS } from '@postbus/mapi';
import { MsgError } from './msg-error.ts';
import { hashStreamId, nameIdentifier } from './name-hash.ts';
import { MappingStream, firstGuidIndex, firstNamedId } from './named-property-storage.ts';
import { namedPropertyStorageName, valueStreamName } from './storage-name.ts';

const entrySize = 8;
const lastNamedId = 0xfffe;

/** Gives names their property ids, one mapping for a message and all that is in it. */
export class NamedPropertyWriter {
  readonly #taken: ReadonlySet<number>;
  readonly #ids = new Map<string, number>();
  readonly #guids = new GuidStream();
  readonly #names: { readonly name: PropertyName; readonly guidIndex: number; readonly index: number }[] = [];
  #nextId = firstNamedId;

  /** @param taken ids from 0x8000 on that properties without a name have; no name gets these */
  constructor(taken: ReadonlySet<number>) {
    this.#taken = taken;
  }

  /** @throws {MsgError} `too-many-names`; `name-invalid` for a property set that is no GUID, a name that is empty or ends in a null */
  idOf(name: PropertyName): number {
    const text = name.name === undefined ? `${name.guid}:${name.lid}` : `${name.guid}/${name.name}`;
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (name.name !== undefined && !isReadable(name.name))
      throw new MsgError('name-invalid', text, 'a name is not empty and has no null at its end');
    while (this.#taken.has(this.#nextId)) this.#nextId++;
    const id = this.#nextId++;
    if (id > lastNamedId) throw new MsgError('too-many-names', text, 'more named properties than there are ids');
    this.#ids.set(text, id);
    this.#names.push({ name, guidIndex: this.#guidIndex(name.guid, text), index: id - firstNamedId });
    return id;
  }

  #guidIndex(guid: Guid, place: string): number {
    try {
      return this.#guids.indexOf(guid);
    } catch (error) {
      if (!(error instanceof BytesError)) throw error;
      throw new MsgError('name-invalid', place, 'the property set is no GUID', { cause: error });
    }
  }

  /** The storage with all names that got an id. */
  storage(): Storage {
    const strings = new StringStream();
    const entries = new DataView(new ArrayBuffer(this.#names.length * entrySize));
    const hashed = new DataView(new ArrayBuffer(this.#names.length * entrySize));
    const streams = new Map<number, Uint8Array[]>();
    this.#names.forEach(({ name, guidIndex, index }, position) => {
      const at = position * entrySize;
      const guidIndexAndKind = (guidIndex << 1) | (name.name === undefined ? 0 : 1);
      const identifier = nameIdentifier(name);
      const first = name.name === undefined ? identifier : strings.offsetOf(name.name);
      writeMappingEntry(entries, at, first, guidIndexAndKind, index);
      writeMappingEntry(hashed, at, identifier, guidIndexAndKind, index);
      const id = hashStreamId(identifier, guidIndexAndKind);
      const part = new Uint8Array(hashed.buffer, at, entrySize);
      const parts = streams.get(id);
      if (parts === undefined) streams.set(id, [part]);
      else parts.push(part);
    });
    const storage = new Storage(namedPropertyStorageName);
    storage.add(new Stream(valueStreamName(MappingStream.guids), this.#guids.bytes()));
    storage.add(new Stream(valueStreamName(MappingStream.entries), new Uint8Array(entries.buffer)));
    storage.add(new Stream(valueStreamName(MappingStream.strings), strings.bytes()));
    for (const [id, parts] of streams) storage.add(new Stream(valueStreamName((id << 16) | 0x0102), concat(parts)));
    return storage;
  }
}

function isReadable(name: string): boolean {
  return name !== '' && !name.endsWith('\0');
}

/** [MS-OXMSG] 2.2.3.1.2, 2.2.3.2.4 */
function writeMappingEntry(view: DataView, at: number, first: number, guidIndexAndKind: number, index: number): void {
  view.setUint32(at, first, true);
  view.setUint16(at + 4, guidIndexAndKind, true);
  view.setUint16(at + 6, index, true);
}

/** [MS-OXMSG] 2.2.3.1.1, 2.2.3.2.1 */
class GuidStream {
  readonly #indexes = new Map([
    [PS_MAPI, 1],
    [PS_PUBLIC_STRINGS, 2],
  ]);
  readonly #parts: Uint8Array[] = [];

  /** @throws {BytesError} `not-a-guid` */
  indexOf(guid: Guid): number {
    let index = this.#indexes.get(guid);
    if (index === undefined) {
      index = firstGuidIndex + this.#parts.length;
      this.#indexes.set(guid, index);
      this.#parts.push(guidBytes(guid));
    }
    return index;
  }

  bytes(): Uint8Array {
    return concat(this.#parts);
  }
}

/** Each string on a boundary of four bytes. [MS-OXMSG] 2.2.3.1.3 */
class StringStream {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  offsetOf(name: string): number {
    const offset = this.#length;
    const text = utf16Bytes(name);
    const part = new Uint8Array(4 + Math.ceil(text.length / 4) * 4);
    new DataView(part.buffer).setUint32(0, text.length, true);
    part.set(text, 4);
    this.#parts.push(part);
    this.#length += part.length;
    return offset;
  }

  bytes(): Uint8Array {
    return concat(this.#parts);
  }
}
