/** SMIMECapabilities: what the signer's program can read. RFC 8551 2.5.2 */
import { objectIdentifier, sequence, type Der } from '../asn1/der.ts';
import { Fields, elementsOf, oid } from '../asn1/values.ts';
import { type Attribute, AttributeType, attributeDer, singleValue } from '../attribute.ts';
import { CmsError } from '../cms-error.ts';
import { type ContentEncryptionName, contentEncryptionNamed } from '../enveloped/content-encryption.ts';

/** Object identifiers, the most wanted first; empty where there are none. */
export function smimeCapabilities(attributes: readonly Attribute[]): string[] {
  const value = singleValue(attributes, AttributeType.SmimeCapabilities);
  if (value === undefined) return [];
  try {
    return elementsOf(value).map((capability) => oid(new Fields(capability).take()));
  } catch (error) {
    if (error instanceof CmsError) return [];
    throw error;
  }
}

/** What `openEnvelope` reads without leave, the most wanted first. */
const own: readonly ContentEncryptionName[] = [
  'AES-256-GCM',
  'AES-128-GCM',
  'AES-256-CBC',
  'AES-192-CBC',
  'AES-128-CBC',
];

/** The attribute that each of our signatures has. */
export const smimeCapabilitiesDer: Der = attributeDer(
  AttributeType.SmimeCapabilities,
  sequence(...own.map((name) => sequence(objectIdentifier(contentEncryptionNamed(name).oid)))),
);
