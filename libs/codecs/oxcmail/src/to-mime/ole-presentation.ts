/** The rendering in a stream `\2OlePres…`, as a picture file. [MS-OLEDS] 2.3.4, [MS-WMF] 2.3.2.3 */
import { ByteReader, BytesError, concat } from '@postbus/bytes';
import type { OlePicture } from './ole-file.ts';

/** Clipboard formats. [MS-OLEDS] 2.1.1 */
const ClipboardFormat = { metafile: 3, dib: 8, enhancedMetafile: 14 } as const;
/** Says that a number of a clipboard format follows, not its name. */
const standardFormats = new Set([0xffff_ffff, 0xffff_fffe]);
/** Units of 0.01 mm in an inch, and what a coordinate of a metafile may be. */
const himetric = 2540;
const longestSide = 32_767;

/** The picture; undefined where there is none, or of a format that is no picture file. */
export function presentationPicture(stream: Uint8Array): OlePicture | undefined {
  try {
    return readPresentation(new ByteReader(stream));
  } catch (error) {
    if (error instanceof BytesError) return undefined;
    throw error;
  }
}

function readPresentation(reader: ByteReader): OlePicture | undefined {
  if (!standardFormats.has(reader.uint32())) return undefined;
  const format = reader.uint32();
  reader.take(Math.max(reader.uint32(), 4) - 4);
  // Aspect, index, advice flags and a reserved number.
  reader.take(16);
  const width = Math.abs(reader.uint32() | 0);
  const height = Math.abs(reader.uint32() | 0);
  const data = reader.take(reader.uint32());
  if (data.length === 0) return undefined;
  if (format === ClipboardFormat.metafile) return { mediaType: 'image/wmf', bytes: placeable(data, width, height) };
  if (format === ClipboardFormat.enhancedMetafile) return { mediaType: 'image/emf', bytes: data };
  return format === ClipboardFormat.dib ? bitmapFile(data) : undefined;
}

/** A metafile with the header that tells its size. [MS-WMF] 2.3.2.3 */
function placeable(metafile: Uint8Array, width: number, height: number): Uint8Array {
  const scale = Math.max(1, Math.ceil(Math.max(width, height) / longestSide));
  const view = new DataView(new ArrayBuffer(22));
  view.setUint32(0, 0x9ac6_cdd7, true);
  view.setInt16(10, Math.round(width / scale), true);
  view.setInt16(12, Math.round(height / scale), true);
  view.setUint16(14, Math.round(himetric / scale), true);
  let checksum = 0;
  for (let at = 0; at < 20; at += 2) checksum ^= view.getUint16(at, true);
  view.setUint16(20, checksum, true);
  return concat([new Uint8Array(view.buffer), metafile]);
}

/** A device-independent bitmap with the header of a file. [MS-WMF] 2.2.2.3, 2.2.2.9 */
function bitmapFile(dib: Uint8Array): OlePicture | undefined {
  if (dib.length < 40) return undefined;
  const info = new DataView(dib.buffer, dib.byteOffset);
  const headerSize = info.getUint32(0, true);
  const bits = info.getUint16(14, true);
  const used = info.getUint32(32, true);
  const colors = used === 0 && bits <= 8 ? 1 << bits : used;
  const masks = headerSize === 40 && info.getUint32(16, true) === 3 ? 12 : 0;
  const pixelsAt = 14 + headerSize + masks + colors * 4;
  if (pixelsAt > 14 + dib.length) return undefined;
  const header = new DataView(new ArrayBuffer(14));
  header.setUint16(0, 0x4d42, true);
  header.setUint32(2, 14 + dib.length, true);
  header.setUint32(10, pixelsAt, true);
  return { mediaType: 'image/bmp', bytes: concat([new Uint8Array(header.buffer), dib]) };
}
