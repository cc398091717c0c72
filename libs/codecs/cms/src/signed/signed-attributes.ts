/** What signed attributes must say of the content. RFC 5652 5.3, 5.4, 5.6, 11.1, 11.2 */
import { equalBytes } from '@postbus/bytes';
import { Tag, readBer } from '../asn1/tlv.ts';
import { octets, oid } from '../asn1/values.ts';
import { type Attribute, AttributeType, readAttributes, singleValue } from '../attribute.ts';
import { type Check, failed, passed } from '../check.ts';
import { CmsError } from '../cms-error.ts';

/**
 * @param digest of the content; undefined where there is no content
 * @param contentType undefined in countersignatures, which must not have the attribute
 */
export function attributeChecks(
  attributes: readonly Attribute[],
  digest: Uint8Array | undefined,
  contentType: string | undefined,
): Check[] {
  try {
    const type = contentType === undefined ? [] : [contentTypeCheck(attributes, contentType)];
    return [...type, digestCheck(attributes, digest)];
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    return [failed('message-digest', 'digest-missing', 'the signed attributes cannot be read')];
  }
}

function contentTypeCheck(attributes: readonly Attribute[], contentType: string): Check {
  const value = singleValue(attributes, AttributeType.ContentType);
  if (value !== undefined && oid(value) === contentType) return passed('content-type');
  return failed('content-type', 'content-type-mismatch', 'the signed content type is another one');
}

function digestCheck(attributes: readonly Attribute[], digest: Uint8Array | undefined): Check {
  const value = singleValue(attributes, AttributeType.MessageDigest);
  if (value === undefined)
    return failed('message-digest', 'digest-missing', 'the signed attributes have no digest of the content');
  if (digest === undefined)
    return failed('message-digest', 'no-content', 'what was signed is neither in the message nor given');
  if (equalBytes(octets(value), digest)) return passed('message-digest');
  return failed('message-digest', 'digest-mismatch', 'the content is not what was signed');
}

/**
 * Whether content without signed attributes has their form. Taking away the attributes of a message, and sending them as its
 * content, would else make a message that its signer never signed.
 */
export function areSignedAttributes(content: Uint8Array): boolean {
  if (content[0] !== (Tag.Set | 0x20)) return false;
  try {
    return readAttributes(readBer(content)).some(({ type }) => type === AttributeType.MessageDigest);
  } catch (error) {
    if (error instanceof CmsError) return false;
    throw error;
  }
}
