/** All properties of one object. [MS-OXMSG] 2.4 */
import { type Stream, Storage } from '@postbus/cfb';
import { PropertyBag, type PropertyKey, definitionOf } from '@postbus/mapi';
import { type NamedProperties, firstNamedId } from './named-property-storage.ts';
import { EntryField, entrySize } from './property-stream.ts';
import { type PropertySource, readValue, typeAsRead } from './read-value.ts';
import { propertyStreamName, tagOfStreamName } from './storage-name.ts';
import { type CodePages, CodePageId } from './string-charset.ts';
import { valueForm } from './value-form.ts';

/** The streams and storages of values in `storage`, by their tags. */
export function valuesByTag(storage: Storage): Map<number, Storage | Stream> {
  const values = new Map<number, Storage | Stream>();
  for (const entry of storage) {
    const tag = tagOfStreamName(entry.name);
    if (tag !== undefined) values.set(tag, entry);
  }
  return values;
}

/** The property stream of an object; empty where it has none. */
export function propertyStreamOf(storage: Storage): DataView {
  const bytes = storage.stream(propertyStreamName)?.bytes ?? new Uint8Array();
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The values in a message's property stream by which its 8-bit strings are decoded. */
export function readCodePages(stream: DataView, headerSize: number): CodePages {
  const valueOf = (id: number) => {
    for (let at = headerSize; at + entrySize <= stream.byteLength; at += entrySize)
      if (stream.getUint32(at, true) === ((id << 16) | 3) >>> 0) return stream.getUint32(at + EntryField.value, true);
    return undefined;
  };
  return {
    message: valueOf(CodePageId.message),
    locale: valueOf(CodePageId.locale),
    internet: valueOf(CodePageId.internet),
  };
}

/**
 * Reads the properties in the order of their entries, then those that have a stream but no entry.
 * @param headerSize bytes of `stream` before its first entry
 */
export function readProperties(
  source: PropertySource,
  stream: DataView,
  headerSize: number,
  names: NamedProperties,
): PropertyBag {
  const reader = new PropertyReader(source, names);
  reader.readEntries(stream, headerSize);
  reader.readStreams();
  return reader.bag;
}

class PropertyReader {
  readonly bag = new PropertyBag();
  readonly #source: PropertySource;
  readonly #names: NamedProperties;
  /** Ids that have an entry, whether or not it has a value. */
  readonly #listed = new Set<number>();

  constructor(source: PropertySource, names: NamedProperties) {
    this.#source = source;
    this.#names = names;
  }

  readEntries(stream: DataView, headerSize: number): void {
    const { defects, path, storage } = this.#source;
    const place = `${path}/${propertyStreamName}`;
    if (storage.stream(propertyStreamName) === undefined) defects.add('no-property-stream', place, 'there is none');
    let at = headerSize;
    for (; at + entrySize <= stream.byteLength; at += entrySize) this.#readEntry(stream, at, place);
    if (at !== stream.byteLength && stream.byteLength > 0)
      defects.add('property-stream-length', place, 'the last entry is cut off', at);
  }

  #readEntry(stream: DataView, at: number, place: string): void {
    const tag = stream.getUint32(at, true);
    const id = tag >>> 16;
    const key = this.#keyOf(id, place, at);
    this.#listed.add(id);
    if (id === 0) this.#source.defects.add('property-invalid', place, 'an entry without a property id', at);
    else if (this.bag.find(key) !== undefined)
      this.#source.defects.add('property-twice', place, `a second entry of ${hexTag(tag)} is left out`, at);
    else this.#put(key, tag, stream, at);
  }

  #put(key: PropertyKey, tag: number, stream: DataView | undefined, at: number): boolean {
    const value = readValue(this.#source, tag, stream, at);
    if (value !== undefined) this.bag.put({ key, type: typeAsRead(tag & 0xffff), value });
    return value !== undefined;
  }

  #keyOf(id: number, place: string, at: number | undefined): PropertyKey {
    if (id < firstNamedId) return id;
    const name = this.#names.nameOf(id);
    if (name !== undefined) return name;
    if (definitionOf(id) === undefined)
      this.#source.defects.add('property-without-name', place, `property ${id.toString(16)} has no name`, at);
    return id;
  }

  /** What writers left out of the property stream, or damage took from it. */
  readStreams(): void {
    const { defects, path, values } = this.#source;
    for (const [tag, entry] of values) {
      if (this.#listed.has(tag >>> 16) || entry instanceof Storage || !isValueByItself(tag)) continue;
      const place = `${path}/${entry.name}`;
      const key = this.#keyOf(tag >>> 16, place, undefined);
      if (this.bag.find(key) === undefined && this.#put(key, tag, undefined, 0))
        defects.add('property-without-entry', place, 'a value that the property stream does not list is taken in');
    }
  }
}

/** Whether a stream of that tag can be a value without an entry. */
function isValueByItself(tag: number): boolean {
  return tag >>> 16 !== 0 && valueForm(tag & 0xffff) !== 'fixed';
}

function hexTag(tag: number): string {
  return `0x${tag.toString(16).toUpperCase().padStart(8, '0')}`;
}
