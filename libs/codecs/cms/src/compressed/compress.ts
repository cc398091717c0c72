/** CompressedData made and opened: zlib, RFC 1950. RFC 3274 */
import { algorithmDer } from '../algorithms/algorithm-identifier.ts';
import { bytesOf, context, integer, objectIdentifier, octetString, sequence } from '../asn1/der.ts';
import { joined } from '../asn1/values.ts';
import { CmsError } from '../cms-error.ts';
import { ContentType } from '../content-type.ts';
import type { CompressedData } from './compressed-data.ts';

const ZLIB = '1.2.840.113549.1.9.16.3.8';

export interface DecompressOptions {
  /** Octets of the content at most, 256 MiB unless told; stops bombs, of which a megabyte gives a gigabyte. */
  readonly maxSize?: number;
}

const defaultMaxSize = 256 * 1024 * 1024;

/**
 * Compresses `content`.
 *
 * @param contentType object identifier of the content
 * @returns the ContentInfo in DER
 */
export async function compress(content: Uint8Array, contentType: string = ContentType.Data): Promise<Uint8Array> {
  const pieces = await through(new CompressionStream('deflate'), [content], Infinity);
  const encapsulated = sequence(objectIdentifier(contentType), context(0, octetString(...pieces)));
  const data = sequence(integer(0), algorithmDer(ZLIB), encapsulated);
  return bytesOf(sequence(objectIdentifier(ContentType.CompressedData), context(0, data)));
}

/**
 * The content of `cms`.
 *
 * @throws {CmsError} `too-large`, `cannot-decompress`, `unsupported-algorithm`
 */
export async function decompress(cms: CompressedData, options: DecompressOptions = {}): Promise<Uint8Array> {
  const { algorithm } = cms.compressionAlgorithm;
  if (algorithm !== ZLIB)
    throw new CmsError('unsupported-algorithm', `the compression algorithm ${algorithm} is not known`);
  return joined(await through(new DecompressionStream('deflate'), cms.compressed, options.maxSize ?? defaultMaxSize));
}

/** What comes out of `stream`; no more of it is made than `most` octets and a piece. */
async function through(
  stream: CompressionStream | DecompressionStream,
  input: readonly Uint8Array[],
  most: number,
): Promise<Uint8Array[]> {
  const writing = write(stream.writable.getWriter(), input);
  const reader = stream.readable.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      pieces.push(next.value!);
      size += next.value!.length;
      if (size > most) throw new CmsError('too-large', `more than ${most} octets of content`);
    }
    await writing;
    return pieces;
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    if (error instanceof CmsError) throw error;
    throw new CmsError('cannot-decompress', 'the content is not compressed by zlib', undefined, { cause: error });
  } finally {
    await writing.catch(() => undefined);
  }
}

/** Octets written at a time: what they may grow to is what comes out at most before the size is looked at. */
const step = 16_384;

async function write(writer: ByteStreamWriter, input: readonly Uint8Array[]): Promise<void> {
  for (const piece of input)
    for (let at = 0; at < piece.length; at += step) await writer.write(piece.subarray(at, at + step));
  await writer.close();
}
