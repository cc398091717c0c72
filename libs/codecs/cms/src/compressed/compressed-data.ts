/** CompressedData. RFC 3274 1.1 */
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { Tag, type Tlv } from '../asn1/tlv.ts';
import { Fields, octetPieces, oid } from '../asn1/values.ts';

export interface CompressedData {
  readonly type: 'compressed-data';
  readonly compressionAlgorithm: AlgorithmIdentifier;
  readonly encapsulatedContentType: string;
  /** In pieces, views of what was read. */
  readonly compressed: readonly Uint8Array[];
}

export function readCompressedData(whole: Tlv): CompressedData {
  const fields = new Fields(whole);
  fields.take(Tag.Integer);
  const compressionAlgorithm = algorithmIdentifier(fields.take());
  const encapsulated = new Fields(fields.take());
  const encapsulatedContentType = oid(encapsulated.take());
  const content = new Fields(encapsulated.take(Tag.Context), Tag.Context).take();
  return { type: 'compressed-data', compressionAlgorithm, encapsulatedContentType, compressed: octetPieces(content) };
}
