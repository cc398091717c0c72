/**
 * RTF to compressed RTF. [MS-OXRTFCP] 2.3.3
 * The RTF is laid behind the preloaded dictionary, so that places in the circular dictionary are places in one array;
 * chains of the places where the same two bytes begin lead to the longest match.
 */
import { CompressionType, countedHeaderSize, headerBytes, headerSize } from './compression-header.ts';
import { crc32 } from './crc32.ts';
import { dictionarySize, preloadedDictionary } from './preloaded-dictionary.ts';

export interface CompressOptions {
  /** Whether the RTF is compressed (LZFu) or stored as it is (MELA). Compressed unless told. */
  readonly type?: CompressionType;
}

const longestMatch = 17;
const shortestMatch = 2;
/**
 * Places looked at for one match. Two bytes that come everywhere make chains as long as the dictionary:
 * without a bound they would cost 4,096 comparisons a byte.
 */
const longestSearch = 64;
/** From this length on a match is taken without a look whether a longer one begins at the next byte. */
const longEnough = 12;
const tokensPerRun = 8;

/**
 * Makes the value of PidTagRtfCompressed. [MS-OXRTFCP] 2.1.3.1, 2.3.3
 *
 * @returns header and contents; at most nine eighths of the RTF and 21 bytes more
 */
export function compressRtf(rtf: Uint8Array, options: CompressOptions = {}): Uint8Array {
  const type = options.type ?? CompressionType.compressed;
  return type === CompressionType.compressed ? compressed(rtf) : uncompressed(rtf);
}

/** [MS-OXRTFCP] 2.3.3 */
function uncompressed(rtf: Uint8Array): Uint8Array {
  const whole = new Uint8Array(headerSize + rtf.length);
  const compressedSize = rtf.length + countedHeaderSize;
  whole.set(headerBytes({ compressedSize, rawSize: rtf.length, type: CompressionType.uncompressed, crc: 0 }));
  whole.set(rtf, headerSize);
  return whole;
}

/** A match waits for the one that begins a byte later: where that is longer, a literal goes before it. [MS-OXRTFCP] 2.3.3 */
function compressed(rtf: Uint8Array): Uint8Array {
  const runs = new RunWriter(rtf.length);
  const search = new MatchSearch(rtf);
  const end = preloadedDictionary.length + rtf.length;
  let length = search.longest(preloadedDictionary.length);
  for (let at = preloadedDictionary.length; at < end;) {
    const { found } = search;
    const next = length < longEnough ? search.longest(at + 1) : 0;
    if (length < shortestMatch || next > length) {
      runs.literal(search.text[at++]!);
      length = next;
    } else {
      runs.reference(found, length);
      at += length;
      length = search.longest(at);
    }
  }
  runs.end(end);
  return runs.finish(rtf.length);
}

/** The longest earlier match of what stands at a place. [MS-OXRTFCP] 2.3.3 */
class MatchSearch {
  /** The preloaded dictionary, then the RTF. */
  readonly text: Uint8Array;
  /** Where the match of the last search begins. */
  found = 0;
  /** The latest place, plus one, where these two bytes begin. */
  readonly #latest = new Int32Array(0x10000);
  /** By place in the dictionary: the place before it, plus one, where the same two bytes begin. */
  readonly #before = new Int32Array(dictionarySize);
  /** Places before this one are in the chains. */
  #entered = 0;

  constructor(rtf: Uint8Array) {
    this.text = new Uint8Array(preloadedDictionary.length + rtf.length);
    this.text.set(preloadedDictionary);
    this.text.set(rtf, preloadedDictionary.length);
  }

  /** Length of the longest match of what stands at `at`, the earliest of several; `found` says where. 0 without one. */
  longest(at: number): number {
    this.#enterUpTo(at);
    const { text } = this;
    const most = Math.min(longestMatch, text.length - at);
    if (most < shortestMatch) return 0;
    const first = Math.max(at - dictionarySize + 1, 0);
    let longest = 1;
    let place = this.#latest[(text[at]! << 8) | text[at + 1]!]! - 1;
    for (let looked = 0; place >= first && looked < longestSearch; looked++) {
      if (text[place + longest - 1] === text[at + longest - 1]) {
        let length = shortestMatch;
        while (length < most && text[place + length] === text[at + length]) length++;
        if (length >= longest) {
          longest = length;
          this.found = place;
          if (length === longestMatch) break;
        }
      }
      place = this.#before[place & (dictionarySize - 1)]! - 1;
    }
    return longest < shortestMatch ? 0 : longest;
  }

  #enterUpTo(end: number): void {
    const { text } = this;
    for (let place = this.#entered; place < end; place++) {
      const pair = (text[place]! << 8) | text[place + 1]!;
      this.#before[place & (dictionarySize - 1)] = this.#latest[pair]!;
      this.#latest[pair] = place + 1;
    }
    this.#entered = end;
  }
}

/** Tokens in runs of eight, each run behind its control byte. [MS-OXRTFCP] 2.1.3.1 */
class RunWriter {
  readonly #bytes: Uint8Array;
  #length = headerSize;
  #control = headerSize;
  #tokens = tokensPerRun;

  constructor(rawSize: number) {
    this.#bytes = new Uint8Array(headerSize + rawSize + Math.ceil((rawSize + 1) / tokensPerRun) + 2);
  }

  literal(byte: number): void {
    this.#startToken();
    this.#bytes[this.#length++] = byte;
  }

  reference(place: number, length: number): void {
    const bit = this.#startToken();
    this.#bytes[this.#control]! |= bit;
    const offset = place & (dictionarySize - 1);
    this.#bytes[this.#length++] = offset >> 4;
    this.#bytes[this.#length++] = ((offset & 0xf) << 4) | (length - shortestMatch);
  }

  /** A reference to the place where the next byte would be written. [MS-OXRTFCP] 2.3.3 */
  end(place: number): void {
    this.reference(place, shortestMatch);
  }

  finish(rawSize: number): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    const compressedSize = this.#length - headerSize + countedHeaderSize;
    const crc = crc32(bytes, headerSize);
    bytes.set(headerBytes({ compressedSize, rawSize, type: CompressionType.compressed, crc }));
    return bytes;
  }

  #startToken(): number {
    if (this.#tokens === tokensPerRun) {
      this.#control = this.#length++;
      this.#tokens = 0;
    }
    return 1 << this.#tokens++;
  }
}
