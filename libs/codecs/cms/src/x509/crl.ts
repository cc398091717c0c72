/** Certificate revocation lists. RFC 5280 5 */
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { Tag, type Tlv, readBer } from '../asn1/tlv.ts';
import { Fields, bitOctets, elementsOf, integerHex, time } from '../asn1/values.ts';
import { extensions } from './extensions.ts';
import { type DistinguishedName, distinguishedName } from './name.ts';

export interface CertificateRevocationList {
  readonly raw: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** When each certificate was revoked, by its serial number in hexadecimal digits. */
  readonly revoked: ReadonlyMap<string, Date>;
  readonly signed: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** Whether it is a list of all certificates of its issuer: neither a delta nor one of other issuers. RFC 5280 5.2.4, 5.2.5 */
  readonly complete: boolean;
}

/** Entries of the largest lists that are in use are some millions of elements. */
const maxElements = 10_000_000;

/**
 * Reads one CRL in DER.
 *
 * @throws {CmsError} `malformed`, `too-deep`, `too-many-elements`
 */
export function readCrl(bytes: Uint8Array): CertificateRevocationList {
  const whole = readBer(bytes, { maxDepth: 32, maxElements });
  const outer = new Fields(whole);
  const signed = outer.take(Tag.Sequence);
  const signatureAlgorithm = algorithmIdentifier(outer.take());
  const signature = bitOctets(outer.take(Tag.BitString));
  const fields = new Fields(signed);
  fields.optional(Tag.Integer);
  fields.take(Tag.Sequence);
  const issuer = distinguishedName(fields.take());
  const thisUpdate = time(fields.take());
  const nextUpdate = fields.optional(Tag.UtcTime) ?? fields.optional(Tag.GeneralizedTime);
  const revoked = fields.optional(Tag.Sequence);
  const found = fields.optional(Tag.Context)?.children()[0];
  const critical = found === undefined ? [] : [...extensions(found).values()].filter((one) => one.critical);
  return {
    raw: whole.raw,
    issuer,
    thisUpdate,
    nextUpdate: nextUpdate && time(nextUpdate),
    revoked: revoked === undefined ? new Map() : entries(revoked),
    signed: signed.raw,
    signatureAlgorithm,
    signature,
    complete: critical.length === 0,
  };
}

function entries(list: Tlv): Map<string, Date> {
  const revoked = new Map<string, Date>();
  for (const entry of elementsOf(list)) {
    const fields = new Fields(entry);
    const serialNumber = integerHex(fields.take(Tag.Integer));
    revoked.set(serialNumber, time(fields.take()));
  }
  return revoked;
}
