/** Pictures, in hexadecimal or binary. [MSFT-RTF] "Pictures" */
import { concat } from '@postbus/bytes';
import { withRoom } from './growing-bytes.ts';
import { hexDigit } from './rtf-tokenizer.ts';

/** A picture of the document; the HTML refers to it by `cid:` and `contentId`. */
export interface RtfPicture {
  readonly contentId: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

const mediaTypes: ReadonlyMap<string, string> = new Map([
  ['pngblip', 'image/png'],
  ['jpegblip', 'image/jpeg'],
  ['emfblip', 'image/emf'],
  ['wmetafile', 'image/wmf'],
  ['dibitmap', 'image/bmp'],
  ['macpict', 'image/x-pict'],
]);
const mostTwips = 22 * 1440;

/** What comes of one \pict group. */
export class PictureReader {
  mediaType: string | undefined = undefined;
  /** As it is shown, in twentieths of a point; 0 where the document does not say. */
  width = 0;
  height = 0;
  #bytes = new Uint8Array(256);
  #length = 0;
  #high = -1;

  word(word: string, parameter = 0): void {
    const mediaType = mediaTypes.get(word);
    if (mediaType !== undefined) this.mediaType = mediaType;
    else if (word === 'picwgoal') this.width = Math.min(Math.max(parameter, 0), mostTwips);
    else if (word === 'pichgoal') this.height = Math.min(Math.max(parameter, 0), mostTwips);
  }

  /** Hexadecimal digits; blanks between them are nothing. */
  text(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = withRoom(this.#bytes, this.#length, (end - start + 1) >> 1);
    const to = this.#bytes;
    let high = this.#high;
    for (let at = start; at < end; at++) {
      const digit = hexDigit(bytes[at]!);
      if (digit === -1) continue;
      if (high === -1) high = digit;
      else {
        to[this.#length++] = (high << 4) | digit;
        high = -1;
      }
    }
    this.#high = high;
  }

  binary(bytes: Uint8Array): void {
    this.#bytes = withRoom(this.#bytes, this.#length, bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The picture's file; undefined where the group has none, or one of a kind that nothing reads outside RTF. */
  file(): Uint8Array | undefined {
    if (this.mediaType === undefined || this.#length === 0) return undefined;
    const bytes = this.#bytes.slice(0, this.#length);
    return this.mediaType === 'image/bmp' ? bitmapFile(bytes) : bytes;
  }
}

const fileHeaderSize = 14;
const infoHeaderSize = 40;

/** A device-independent bitmap with the BITMAPFILEHEADER that it has in a file. */
function bitmapFile(bitmap: Uint8Array): Uint8Array | undefined {
  if (bitmap.length < infoHeaderSize) return undefined;
  const info = new DataView(bitmap.buffer, bitmap.byteOffset);
  const bitCount = info.getUint16(14, true);
  const colorsUsed = info.getUint32(32, true);
  const colors = bitCount > 8 ? colorsUsed : colorsUsed || 1 << bitCount;
  const header = new Uint8Array(fileHeaderSize);
  const view = new DataView(header.buffer);
  view.setUint16(0, 0x4d42, true);
  view.setUint32(2, fileHeaderSize + bitmap.length, true);
  view.setUint32(10, fileHeaderSize + info.getUint32(0, true) + colors * 4, true);
  return concat([header, bitmap]);
}
