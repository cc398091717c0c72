/** ContentInfo, the outermost of every message. RFC 5652 3 */
import { Tag, readBer } from './asn1/tlv.ts';
import { Fields, octetPieces, oid } from './asn1/values.ts';
import { CmsError } from './cms-error.ts';
import { type CompressedData, readCompressedData } from './compressed/compressed-data.ts';
import { ContentType } from './content-type.ts';
import {
  type AuthEnvelopedData,
  type EnvelopedData,
  readAuthEnvelopedData,
  readEnvelopedData,
} from './enveloped/enveloped-data.ts';
import { type CmsLimits, defaultLimits } from './limits.ts';
import { type SignedData, readSignedData } from './signed/signed-data.ts';

export interface Data {
  readonly type: 'data';
  /** In pieces, views of what was read. */
  readonly content: readonly Uint8Array[];
}

export type Cms = Data | SignedData | EnvelopedData | AuthEnvelopedData | CompressedData;

/**
 * Reads a message in BER or DER. Nothing is verified or decrypted; content of any size is neither copied nor looked at.
 *
 * @param bytes begins with the ContentInfo; what follows it is passed over
 * @throws {CmsError} `malformed`, `too-deep`, `too-many-elements`, `too-many-entries`, `unsupported-content-type`
 */
export function readCms(bytes: Uint8Array, limits: Partial<CmsLimits> = {}): Cms {
  const all = { ...defaultLimits, ...limits };
  const fields = new Fields(readBer(bytes, all));
  const type = fields.take();
  const contentType = oid(type);
  const content = new Fields(fields.take(Tag.Context), Tag.Context).take();
  switch (contentType) {
    case ContentType.Data:
      return { type: 'data', content: octetPieces(content) };
    case ContentType.SignedData:
      return readSignedData(content, all);
    case ContentType.EnvelopedData:
      return readEnvelopedData(content, all);
    case ContentType.AuthEnvelopedData:
      return readAuthEnvelopedData(content, all);
    case ContentType.CompressedData:
      return readCompressedData(content);
    default:
      throw new CmsError('unsupported-content-type', `content type ${contentType}`, type.start);
  }
}
