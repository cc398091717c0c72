/** The sixteen bytes before the contents. [MS-OXRTFCP] 2.1.3.1.1 */
import { ByteReader, ByteWriter } from '@postbus/bytes';

/** COMPTYPE: how the contents are stored. */
export const CompressionType = { compressed: 0x75465a4c, uncompressed: 0x414c454d } as const;
export type CompressionType = (typeof CompressionType)[keyof typeof CompressionType];

export interface CompressionHeader {
  /** COMPSIZE: bytes after this field, so twelve more than the contents have. */
  readonly compressedSize: number;
  /** RAWSIZE: bytes of the RTF. */
  readonly rawSize: number;
  readonly type: number;
  readonly crc: number;
}

export const headerSize = 16;
/** What COMPSIZE counts of the header. */
export const countedHeaderSize = 12;

/** @throws {BytesError} `out-of-range` where `bytes` has fewer than sixteen */
export function readHeader(bytes: Uint8Array): CompressionHeader {
  const reader = new ByteReader(bytes);
  return {
    compressedSize: reader.uint32(),
    rawSize: reader.uint32(),
    type: reader.uint32(),
    crc: reader.uint32(),
  };
}

export function headerBytes(header: CompressionHeader): Uint8Array {
  const { compressedSize, rawSize, type, crc } = header;
  return new ByteWriter(headerSize).uint32(compressedSize).uint32(rawSize).uint32(type).uint32(crc).finish();
}
