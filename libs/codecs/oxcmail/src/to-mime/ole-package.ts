/** The file that an OLE package holds. [MS-OLEDS] 2.3.6 and the layout of the Object Packager within it */
import { ByteReader, BytesError } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';
import type { FileContent } from './file-entity.ts';
import { extensionOf } from './file-name.ts';
import { octetStream, typeOfContent } from './media-type-of-file.ts';

/** What a package begins with, after its size. */
const packageMark = 2;
/** Says that the file is in it, not a link to it. */
const embedded = 3;
/** Names have no more characters. Stops a package of one endless string. */
const longestName = 1024;

/** The file in a stream `\1Ole10Native`; undefined where there is none, or it packs something else. */
export function oleNativeFile(stream: Uint8Array | undefined): FileContent | undefined {
  if (stream === undefined) return undefined;
  try {
    const reader = new ByteReader(stream, 4);
    if (reader.uint16() !== packageMark) return undefined;
    const label = nextString(reader);
    nextString(reader);
    reader.uint16();
    if (reader.uint16() !== embedded) return undefined;
    reader.take(reader.uint32());
    const bytes = reader.take(reader.uint32());
    const name = label.slice(Math.max(label.lastIndexOf('\\'), label.lastIndexOf('/')) + 1);
    return name === '' ? undefined : { name, mediaType: typeOf(name, bytes), bytes };
  } catch (error) {
    if (error instanceof BytesError) return undefined;
    throw error;
  }
}

function typeOf(name: string, bytes: Uint8Array): string {
  return extensionOf(name) === 'txt' ? 'text/plain' : (typeOfContent(bytes) ?? octetStream);
}

function nextString(reader: ByteReader): string {
  const end = reader.bytes.indexOf(0, reader.offset);
  if (end === -1 || end - reader.offset > longestName) throw new BytesError('out-of-range', reader.offset, 'no string');
  const text = decodeText(reader.take(end - reader.offset), 'windows-1252');
  reader.seek(end + 1);
  return text;
}
