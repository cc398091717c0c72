/** What signed attributes must say of the content. RFC 5652 5.3, 5.4, 5.6, 11.1, 11.2 */
import { equalBytes } from '@postbus/bytes';
import { octets, oid } from '../asn1/values.ts';
import { type Attribute, AttributeType, singleValue } from '../attribute.ts';
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
