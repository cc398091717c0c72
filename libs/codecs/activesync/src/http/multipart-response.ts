/** ItemOperations answered in parts: the WBXML first, then what it points to by Part. [MS-ASCMD] 2.2.1.10.1.1 */
import { ByteReader, ByteWriter } from '@postbus/bytes';
import { PostbusError } from '@postbus/errors';

/** The Content-Type of such an answer. [MS-ASCMD] 2.2.1.10.1 */
export const multipartContentType = 'application/vnd.ms-sync.multipart';

/** `offset` counts bytes from the start of the answer. */
export class MultipartError extends PostbusError<'truncated' | 'too-many-parts' | 'part-out-of-range'> {
  readonly offset: number;

  constructor(code: MultipartError['code'], offset: number, message: string) {
    super(code, `${message} at byte ${offset}`);
    this.offset = offset;
  }
}

const countSize = 4;
/** Offset and length of a part. [MS-ASCMD] 2.2.1.10.1.1.1 */
const metaDataSize = 8;

/** The head of an answer of `parts`, then the parts as they are, for a socket. */
export function encodeMultipart(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const head = new ByteWriter(countSize + parts.length * metaDataSize).uint32(parts.length);
  let offset = countSize + parts.length * metaDataSize;
  for (const { length } of parts) {
    head.uint32(offset).uint32(length);
    offset += length;
  }
  return [head.finish(), ...parts];
}

/**
 * The parts of an answer, as views.
 * @param maxParts against an answer of millions of empty parts
 * @throws {MultipartError}
 */
export function decodeMultipart(body: Uint8Array, maxParts = 1000): readonly Uint8Array[] {
  if (body.length < countSize) throw new MultipartError('truncated', 0, `an answer of ${body.length} bytes`);
  const reader = new ByteReader(body);
  const count = reader.uint32();
  if (count > maxParts) throw new MultipartError('too-many-parts', 0, `${count} parts, ${maxParts} are allowed`);
  if (reader.remaining < count * metaDataSize) throw new MultipartError('truncated', countSize, `${count} parts told`);
  return Array.from({ length: count }, () => part(reader, countSize + count * metaDataSize));
}

function part(reader: ByteReader, firstByte: number): Uint8Array {
  const at = reader.offset;
  const offset = reader.uint32();
  const length = reader.uint32();
  if (offset < firstByte || offset + length > reader.bytes.length) {
    throw new MultipartError('part-out-of-range', at, `${length} bytes from ${offset} on`);
  }
  return reader.bytes.subarray(offset, offset + length);
}
