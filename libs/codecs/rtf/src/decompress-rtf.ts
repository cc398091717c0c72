/**
 * Compressed RTF to RTF. [MS-OXRTFCP] 2.2.3
 * The circular dictionary is the output itself: what lies less than 4,096 bytes back, the preloaded text before it.
 */
import { CompressionType, countedHeaderSize, headerSize, readHeader } from './compression-header.ts';
import { crc32 } from './crc32.ts';
import { dictionarySize, preloadedDictionary } from './preloaded-dictionary.ts';
import { RtfError } from './rtf-error.ts';

/** What was wrong with compressed RTF and was survived; `offset` counts bytes from its start. */
export interface CompressionDefect {
  readonly code: CompressionDefectCode;
  readonly offset: number;
}

export type CompressionDefectCode =
  /** RTF without the sixteen bytes of header: it is given back as it is. */
  | 'not-compressed'
  /** COMPSIZE is not the number of bytes that are there, or that the contents take. */
  | 'wrong-compressed-size'
  /** RAWSIZE is not the number of bytes that came out. */
  | 'wrong-raw-size'
  /** CRC is not that of the contents, or not 0 where they are not compressed. */
  | 'wrong-crc'
  /** The contents end without the reference that says so. */
  | 'no-end'
  /** The first reference to a part of the dictionary that nothing was written to: read as blanks. */
  | 'unwritten-reference';

export interface DecompressOptions {
  /** Bytes of RTF, 128 MiB unless told. Stops small properties that become eight times as large in memory. */
  readonly maximumSize?: number;
}

export interface DecompressedRtf {
  readonly rtf: Uint8Array;
  readonly defects: readonly CompressionDefect[];
}

/** A reference takes two bytes and an eighth, and gives seventeen at most. */
const growthOfReferences = 8;
const longestReference = 17;
const blank = 0x20;

/**
 * Decompresses the value of PidTagRtfCompressed. [MS-OXRTFCP] 2.2.3
 *
 * Sizes that lie and a wrong CRC are defects, not errors: the contents say themselves where they end.
 *
 * @throws {RtfError} `truncated-header` where fewer than 16 bytes are there, `unknown-compression` where COMPTYPE is
 *   neither LZFu nor MELA and the bytes are no RTF either, `too-large` past `options.maximumSize`
 */
export function decompressRtf(bytes: Uint8Array, options: DecompressOptions = {}): DecompressedRtf {
  const maximum = options.maximumSize ?? 128 * 1024 * 1024;
  if (isBareRtf(bytes)) {
    if (bytes.length > maximum) throw new RtfError('too-large', maximum, `RTF of more than ${maximum} bytes`);
    return { rtf: bytes, defects: [{ code: 'not-compressed', offset: 0 }] };
  }
  if (bytes.length < headerSize) throw new RtfError('truncated-header', bytes.length, 'compressed RTF ends');
  const { type } = readHeader(bytes);
  if (type === CompressionType.compressed) return readCompressed(bytes, maximum);
  if (type === CompressionType.uncompressed) return readUncompressed(bytes, maximum);
  throw new RtfError('unknown-compression', 8, `neither LZFu nor MELA, but ${type.toString(16)}`);
}

function isBareRtf(bytes: Uint8Array): boolean {
  return preloadedDictionary.subarray(0, 5).every((byte, at) => bytes[at] === byte);
}

/** [MS-OXRTFCP] 2.2.3 */
function readUncompressed(bytes: Uint8Array, maximum: number): DecompressedRtf {
  const { compressedSize, rawSize, crc } = readHeader(bytes);
  const defects: CompressionDefect[] = [];
  const present = bytes.length - headerSize;
  if (compressedSize !== rawSize + countedHeaderSize) defects.push({ code: 'wrong-compressed-size', offset: 0 });
  if (rawSize > present) defects.push({ code: 'wrong-raw-size', offset: 4 });
  if (crc !== 0) defects.push({ code: 'wrong-crc', offset: 12 });
  const size = Math.min(rawSize, present);
  if (size > maximum) throw new RtfError('too-large', headerSize, `RTF of more than ${maximum} bytes`);
  return { rtf: bytes.subarray(headerSize, headerSize + size), defects };
}

function readCompressed(bytes: Uint8Array, maximum: number): DecompressedRtf {
  const { compressedSize, rawSize, crc } = readHeader(bytes);
  const expansion = new Expansion(bytes, rawSize, maximum);
  expansion.run();
  const { defects } = expansion;
  const end = Math.min(compressedSize + headerSize - countedHeaderSize, bytes.length);
  if (compressedSize + headerSize - countedHeaderSize > bytes.length || end < expansion.offset)
    defects.push({ code: 'wrong-compressed-size', offset: 0 });
  if (expansion.size !== rawSize) defects.push({ code: 'wrong-raw-size', offset: 4 });
  if (crc32(bytes, headerSize, end) !== crc) defects.push({ code: 'wrong-crc', offset: 12 });
  return { rtf: expansion.rtf(), defects };
}

/** One run over the tokens. [MS-OXRTFCP] 2.2.3 */
class Expansion {
  readonly defects: CompressionDefect[] = [];
  /** Where the next control byte or token is read. */
  offset = headerSize;
  readonly #bytes: Uint8Array;
  readonly #maximum: number;
  /** The preloaded dictionary, then the RTF. */
  #output: Uint8Array<ArrayBuffer>;
  #length = preloadedDictionary.length;

  constructor(bytes: Uint8Array, rawSize: number, maximum: number) {
    this.#bytes = bytes;
    this.#maximum = maximum;
    const possible = Math.min(rawSize, (bytes.length - headerSize) * growthOfReferences, maximum);
    this.#output = new Uint8Array(preloadedDictionary.length + possible);
    this.#output.set(preloadedDictionary);
  }

  get size(): number {
    return this.#length - preloadedDictionary.length;
  }

  rtf(): Uint8Array {
    return this.#output.subarray(preloadedDictionary.length, this.#length);
  }

  run(): void {
    const bytes = this.#bytes;
    while (this.offset < bytes.length) {
      const control = bytes[this.offset++]!;
      if (control === 0 && this.offset + 8 <= bytes.length) this.#literals();
      else if (this.#tokens(control)) return;
    }
    this.defects.push({ code: 'no-end', offset: this.offset });
  }

  #literals(): void {
    this.#reserve(8);
    for (let count = 0; count < 8; count++) this.#output[this.#length++] = this.#bytes[this.offset++]!;
  }

  /** Returns whether the reference that ends the contents was among them. */
  #tokens(control: number): boolean {
    const bytes = this.#bytes;
    for (let bit = 1; bit < 0x100; bit <<= 1) {
      if ((control & bit) === 0) {
        if (this.offset >= bytes.length) return false;
        this.#reserve(1);
        this.#output[this.#length++] = bytes[this.offset++]!;
        continue;
      }
      if (this.offset + 2 > bytes.length) {
        this.offset = bytes.length;
        return false;
      }
      const token = (bytes[this.offset]! << 8) | bytes[this.offset + 1]!;
      this.offset += 2;
      const distance = (this.#length - (token >> 4)) & (dictionarySize - 1);
      if (distance === 0) return true;
      this.#copy(distance, (token & 0xf) + 2);
    }
    return false;
  }

  #copy(distance: number, length: number): void {
    this.#reserve(longestReference);
    const output = this.#output;
    let to = this.#length;
    let from = to - distance;
    this.#length += length;
    if (from < 0 && this.defects.length === 0)
      this.defects.push({ code: 'unwritten-reference', offset: this.offset - 2 });
    while (to < this.#length) {
      output[to] = from < 0 ? blank : output[from]!;
      to++;
      from++;
    }
  }

  #reserve(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#output.length) return;
    if (this.size >= this.#maximum)
      throw new RtfError('too-large', this.offset, `RTF of more than ${this.#maximum} bytes`);
    const most = preloadedDictionary.length + this.#maximum + longestReference;
    const grown = new Uint8Array(Math.min(Math.max(needed, this.#output.length * 2), most));
    grown.set(this.#output.subarray(0, this.#length));
    this.#output = grown;
  }
}
