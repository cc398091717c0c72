/** The property stream of one object, and the streams of its values. [MS-OXMSG] 2.4 */
import { type Storage, Stream, type StreamSource } from '@postbus/cfb';
import { type Property, PropertyType, type PropertyValue } from '@postbus/mapi';
import { writeFixedValue } from './fixed-value.ts';
import type { NamedPropertyWriter } from './named-property-writer.ts';
import { EntryField, entrySize, readableAndWritable } from './property-stream.ts';
import { itemStreamName, propertyStreamName, valueStreamName } from './storage-name.ts';
import { itemType, valueForm } from './value-form.ts';
import {
  type ValueTarget,
  itemContent,
  multipleFixedContent,
  notOfType,
  streamContent,
  typeAsWritten,
  valuesOf,
} from './write-value.ts';

/** Writes the properties of one object into its storage. */
export class PropertyWriter {
  readonly #storage: Storage;
  readonly #target: ValueTarget;
  readonly #names: NamedPropertyWriter;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  /** @param most properties that there can be */
  constructor(storage: Storage, target: ValueTarget, names: NamedPropertyWriter, headerSize: number, most: number) {
    this.#storage = storage;
    this.#target = target;
    this.#names = names;
    this.#bytes = new Uint8Array(headerSize + most * entrySize);
    this.#view = new DataView(this.#bytes.buffer);
    this.#at = headerSize;
  }

  /** Sets a field of the stream's header. */
  setHeader(offset: number, value: number): void {
    this.#view.setUint32(offset, value, true);
  }

  /** @throws {MsgError} `value-not-of-type`, `value-not-resolved`, `too-many-names` */
  write({ key, type, value }: Property): void {
    const id = typeof key === 'number' ? key : this.#names.idOf(key);
    const written = typeAsWritten(type, this.#target);
    const tag = ((id << 16) | written) >>> 0;
    switch (valueForm(written)) {
      case 'fixed':
        this.#writeFixed(tag, value);
        break;
      case 'variable':
        this.#writeStream(tag, streamContent(this.#target, id, written, value));
        break;
      case 'multiple-fixed':
        this.#writeStream(tag, multipleFixedContent(this.#target, id, written, value));
        break;
      case 'multiple-variable':
        this.#writeItems(tag, valuesOf(this.#target, id, written, value));
        break;
      default:
        this.#writeUnknown(tag, value);
    }
  }

  /** An entry for a value that is a storage. [MS-OXMSG] 2.4.2.2 */
  writeEntry(tag: number, size: number, reserved: number): void {
    this.#begin(tag);
    this.#view.setUint32(this.#at + EntryField.size, size, true);
    this.#view.setUint32(this.#at + EntryField.reserved, reserved, true);
    this.#at += entrySize;
  }

  /** Puts the property stream into the storage. */
  end(): void {
    this.#storage.add(new Stream(propertyStreamName, this.#bytes.subarray(0, this.#at)));
  }

  #begin(tag: number): void {
    this.#view.setUint32(this.#at + EntryField.tag, tag, true);
    this.#view.setUint32(this.#at + EntryField.flags, readableAndWritable, true);
  }

  #writeFixed(tag: number, value: PropertyValue): void {
    this.#begin(tag);
    if (!writeFixedValue(this.#view, this.#at + EntryField.value, tag & 0xffff, value))
      throw notOfType(this.#target, tag >>> 16, tag & 0xffff);
    this.#at += entrySize;
  }

  #writeStream(tag: number, content: Uint8Array | StreamSource): void {
    const stream = this.#storage.add(new Stream(valueStreamName(tag), content));
    this.writeEntry(tag, stream.size + nullSize(tag & 0xffff), 0);
  }

  /** A stream of lengths, which count the null of a string, and one stream a value. [MS-OXMSG] 2.1.4.2 */
  #writeItems(tag: number, values: readonly unknown[]): void {
    const type = itemType(tag & 0xffff);
    const lengthSize = type === PropertyType.PtypBinary ? 8 : 4;
    const lengths = new Uint8Array(values.length * lengthSize);
    const view = new DataView(lengths.buffer);
    values.forEach((value, index) => {
      const content = withNull(itemContent(this.#target, tag >>> 16, type, value), type);
      view.setUint32(index * lengthSize, content.length, true);
      this.#storage.add(new Stream(itemStreamName(tag, index), content));
    });
    this.#writeStream(tag, lengths);
  }

  /** Bytes as they were read: eight of an entry, or those of a stream. Numbers stand for the entry of a PtypNull. */
  #writeUnknown(tag: number, value: PropertyValue): void {
    if (typeof value === 'number') this.writeEntry(tag, value, 0);
    else if (!(value instanceof Uint8Array)) throw notOfType(this.#target, tag >>> 16, tag & 0xffff);
    else if (value.length === 8) {
      this.#begin(tag);
      this.#bytes.set(value, this.#at + EntryField.value);
      this.#at += entrySize;
    } else this.#writeStream(tag, value);
  }
}

/** Bytes of the null that a string's size counts and its stream does not have. [MS-OXMSG] 2.4.2.2 */
function nullSize(type: number): number {
  if (type === PropertyType.PtypString) return 2;
  return type === PropertyType.PtypString8 ? 1 : 0;
}

function withNull(content: Uint8Array, type: number): Uint8Array {
  const size = nullSize(type);
  if (size === 0) return content;
  const ended = new Uint8Array(content.length + size);
  ended.set(content);
  return ended;
}
