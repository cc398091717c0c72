/** The named property mapping storage, read. [MS-OXMSG] 2.2.3 */
import { guidText, utf16Text, withoutNulls } from '@postbus/bytes';
import type { Storage } from '@postbus/cfb';
import { type PropertyName, PS_MAPI, PS_PUBLIC_STRINGS } from '@postbus/mapi';
import type { MsgDefectList } from './msg-defect.ts';
import { namedPropertyStorageName, valueStreamName } from './storage-name.ts';

export const MappingStream = { guids: 0x0002_0102, entries: 0x0003_0102, strings: 0x0004_0102 } as const;
export const firstNamedId = 0x8000;
/** GUID indexes below this name property sets that are not in the GUID stream. [MS-OXMSG] 2.2.3.1.2 */
export const firstGuidIndex = 3;
const place = `/${namedPropertyStorageName}`;
const entrySize = 8;
/** Bytes of a name that any number of entries may have. */
const usualName = 2048;

/** Finds the name of a property id from 0x8000 on; names are read when asked for. */
export class NamedProperties {
  readonly #guids: Uint8Array;
  readonly #strings: Uint8Array;
  readonly #entries: DataView;
  readonly #defects: MsgDefectList;
  /** Offset of the entry, by property id. */
  readonly #offsets = new Map<number, number>();
  readonly #names = new Map<number, PropertyName | undefined>();
  readonly #guidTexts = new Map<number, string>();
  /** Bytes of names longer than usual: all their strings lie in one stream, so that they are no longer than that. */
  #longNames = 0;

  /** @param storage undefined where the file has none, so that it has no named properties */
  constructor(storage: Storage | undefined, defects: MsgDefectList) {
    const read = (tag: number) => storage?.stream(valueStreamName(tag))?.bytes ?? new Uint8Array();
    const entries = read(MappingStream.entries);
    this.#guids = read(MappingStream.guids);
    this.#strings = read(MappingStream.strings);
    this.#entries = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
    this.#defects = defects;
    for (let at = 0; at + entrySize <= entries.length; at += entrySize) {
      const id = firstNamedId + this.#entries.getUint16(at + 6, true);
      if (!this.#offsets.has(id)) this.#offsets.set(id, at);
    }
  }

  /** The name of property `id`, or undefined where the mapping has none that can be read. */
  nameOf(id: number): PropertyName | undefined {
    if (this.#names.has(id)) return this.#names.get(id);
    const at = this.#offsets.get(id);
    const name = at === undefined ? undefined : this.#readName(at);
    this.#names.set(id, name);
    return name;
  }

  #readName(at: number): PropertyName | undefined {
    const identifier = this.#entries.getUint32(at, true);
    const guidIndexAndKind = this.#entries.getUint16(at + 4, true);
    const guid = this.#guid(guidIndexAndKind >> 1);
    const isString = (guidIndexAndKind & 1) === 1;
    const name = isString ? this.#string(identifier) : undefined;
    if (guid === undefined || (isString && name === undefined)) {
      const what = guid === undefined ? `GUID ${guidIndexAndKind >> 1}` : `a string at ${identifier}`;
      this.#defects.add(
        'name-invalid',
        `${place}/${valueStreamName(MappingStream.entries)}`,
        `there is no ${what}`,
        at,
      );
      return undefined;
    }
    return name === undefined ? { guid, lid: identifier } : { guid, name };
  }

  #guid(index: number): string | undefined {
    if (index === 1) return PS_MAPI;
    if (index === 2) return PS_PUBLIC_STRINGS;
    const at = (index - firstGuidIndex) * 16;
    if (at < 0 || at + 16 > this.#guids.length) return undefined;
    let text = this.#guidTexts.get(index);
    if (text === undefined) this.#guidTexts.set(index, (text = guidText(this.#guids.subarray(at, at + 16))));
    return text;
  }

  /** A string is its length in bytes and its characters. [MS-OXMSG] 2.2.3.1.3 */
  #string(at: number): string | undefined {
    if (at + 4 > this.#strings.length) return undefined;
    const view = new DataView(this.#strings.buffer, this.#strings.byteOffset + at, 4);
    const length = view.getUint32(0, true);
    if (at + 4 + length > this.#strings.length) return undefined;
    // Thousands of entries may all name one string of many megabytes.
    if (length > usualName && (this.#longNames += length) > this.#strings.length) return undefined;
    return withoutNulls(utf16Text(this.#strings.subarray(at + 4, at + 4 + length))) || undefined;
  }
}
