/** EnvelopedData, RFC 5652 6.1, and AuthEnvelopedData, RFC 5083 2.1. */
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { bytesOf, element } from '../asn1/der.ts';
import { Tag, type Tlv } from '../asn1/tlv.ts';
import { Fields, elementsOf, octetPieces, octets, oid } from '../asn1/values.ts';
import { CmsError } from '../cms-error.ts';
import type { CmsLimits } from '../limits.ts';
import { type RecipientInfo, readRecipientInfo } from './recipient-info.ts';

interface EncryptedContent {
  readonly encryptedContentType: string;
  readonly contentEncryptionAlgorithm: AlgorithmIdentifier;
  /** In pieces, views of what was read; undefined where it is elsewhere. */
  readonly encryptedContent: readonly Uint8Array[] | undefined;
  readonly recipientInfos: readonly RecipientInfo[];
}

export interface EnvelopedData extends EncryptedContent {
  readonly type: 'enveloped-data';
}

export interface AuthEnvelopedData extends EncryptedContent {
  readonly type: 'auth-enveloped-data';
  /** The authenticated attributes as they are authenticated, their SET OF. RFC 5083 2.2 */
  readonly authenticated: Uint8Array | undefined;
  readonly mac: Uint8Array;
}

export function readEnvelopedData(whole: Tlv, limits: CmsLimits): EnvelopedData {
  return { type: 'enveloped-data', ...encryptedContent(new Fields(whole), limits) };
}

export function readAuthEnvelopedData(whole: Tlv, limits: CmsLimits): AuthEnvelopedData {
  const fields = new Fields(whole);
  const content = encryptedContent(fields, limits);
  const attributes = fields.optional(Tag.Context | 1);
  const mac = octets(fields.take());
  const authenticated = attributes && bytesOf(element(Tag.Set | 0x20, [attributes.content]));
  return { type: 'auth-enveloped-data', ...content, authenticated, mac };
}

function encryptedContent(fields: Fields, { maxRecipients }: CmsLimits): EncryptedContent {
  fields.take(Tag.Integer);
  fields.optional(Tag.Context);
  const recipientInfos: RecipientInfo[] = [];
  for (const one of elementsOf(fields.take(), Tag.Set)) {
    for (const info of readRecipientInfo(one)) recipientInfos.push(info);
    if (recipientInfos.length > maxRecipients)
      throw new CmsError('too-many-entries', `more than ${maxRecipients} recipients`, one.start);
  }
  const info = new Fields(fields.take());
  const encryptedContentType = oid(info.take());
  const contentEncryptionAlgorithm = algorithmIdentifier(info.take());
  const content = info.optional(Tag.Context);
  return {
    encryptedContentType,
    contentEncryptionAlgorithm,
    encryptedContent: content && octetPieces(content, Tag.Context),
    recipientInfos,
  };
}
