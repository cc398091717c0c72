/** What must hold of the certificates of a path. RFC 5280 6.1.3, 6.1.4; RFC 8550 4.4 */
import { signatureScheme } from '../algorithms/signature-scheme.ts';
import type { AlgorithmPolicy, WeakAlgorithm } from '../algorithms/policy.ts';
import { refused, weakDigest, weakKey } from '../algorithms/weakness.ts';
import { type Check, type CheckName, failed, firstOf } from '../check.ts';
import type { Certificate } from './certificate.ts';
import { ExtensionId, type KeyUsage } from './extensions.ts';
import { isWithin } from './mail-address.ts';

/** What a certificate is for: its key signs mail, or mail is encrypted for it. */
export type Purpose = 'sign' | 'encrypt';

export interface PathCheckOptions {
  readonly at: Date;
  readonly purpose: Purpose;
  readonly policy: AlgorithmPolicy;
}

export function pathChecks(path: readonly Certificate[], anchored: boolean, options: PathCheckOptions): Check[] {
  const [leaf] = path as [Certificate];
  const every = (check: CheckName, look: (one: Certificate, place: number) => Check | undefined): Check =>
    firstOf(check, path.map(look));
  return [
    every('validity', (one) => validity(one, options.at)),
    every('basic-constraints', (one, place) => (place === 0 ? undefined : basicConstraints(one, path, place))),
    every('key-usage', (one, place) =>
      keyUsage(one, place === 0 ? leafUsages(leaf, options.purpose) : ['keyCertSign']),
    ),
    every('extended-key-usage', (one, place) => extendedKeyUsage(one, place, anchored && place === path.length - 1)),
    every('critical-extensions', criticalExtensions),
    every('name-constraints', (one, place) => nameConstraints(one, path.slice(0, place))),
  ];
}

/** What is weak along a path; the signature of the anchor says nothing, its key does. */
export function weakOfPath(path: readonly Certificate[], anchored: boolean, policy: AlgorithmPolicy): WeakAlgorithm[] {
  return path.flatMap((certificate, place) => {
    const scheme = signatureScheme(certificate.signatureAlgorithm);
    const digests = scheme === undefined || (anchored && place === path.length - 1) ? [] : weakDigest(scheme.digest);
    return [...weakKey(certificate.publicKey, policy), ...digests];
  });
}

export function algorithmCheck(weak: Iterable<WeakAlgorithm>, policy: AlgorithmPolicy): Check {
  const names = refused(weak, policy);
  return firstOf('algorithms', [
    names.length > 0 ? failed('algorithms', 'weak-algorithm', `weak and not allowed: ${names.join(', ')}`) : undefined,
  ]);
}

function validity({ notBefore, notAfter, subject }: Certificate, at: Date): Check | undefined {
  if (at < notBefore)
    return failed('validity', 'not-yet-valid', `${subject.text} is valid from ${notBefore.toISOString()} on`);
  if (at > notAfter) return failed('validity', 'expired', `${subject.text} was valid up to ${notAfter.toISOString()}`);
  return undefined;
}

function basicConstraints(ca: Certificate, path: readonly Certificate[], place: number): Check | undefined {
  const anchor = place === path.length - 1;
  // Anchors of version 1 have no extensions; they are trusted by name and key.
  if (ca.basicConstraints?.ca !== true && !(anchor && ca.version < 3))
    return failed('basic-constraints', 'not-a-ca', `${ca.subject.text} may not issue certificates`);
  const between = path.slice(1, place).filter(({ subject, issuer }) => subject.key !== issuer.key).length;
  const most = ca.basicConstraints?.pathLength;
  if (most !== undefined && between > most)
    return failed('basic-constraints', 'path-too-long', `${ca.subject.text} allows ${most} below it, not ${between}`);
  return undefined;
}

/** RFC 8550 4.4.2 */
function leafUsages({ publicKey }: Certificate, purpose: Purpose): readonly KeyUsage[] {
  if (purpose === 'sign') return ['digitalSignature', 'nonRepudiation'];
  return publicKey.type === 'ec' ? ['keyAgreement'] : ['keyEncipherment'];
}

function keyUsage({ keyUsage, subject }: Certificate, oneOf: readonly KeyUsage[]): Check | undefined {
  if (keyUsage === undefined || oneOf.some((usage) => keyUsage.has(usage))) return undefined;
  return failed('key-usage', 'key-usage', `${subject.text} has none of the key usages ${oneOf.join(', ')}`);
}

const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const ANY = '2.5.29.37.0';

/** RFC 8550 4.4.4; those of CAs bound what they issue, as programs in use have it. */
function extendedKeyUsage(one: Certificate, place: number, anchor: boolean): Check | undefined {
  const purposes = one.extendedKeyUsage;
  if ((anchor && place > 0) || purposes === undefined) return undefined;
  if (purposes.includes(EMAIL_PROTECTION) || purposes.includes(ANY)) return undefined;
  return failed('extended-key-usage', 'extended-key-usage', `${one.subject.text} is not for the protection of e-mail`);
}

/** CertificatePolicies and its like need no work where any policy will do, as it does here. RFC 5280 6.1.1 (c) */
const understood = new Set<string>(Object.values(ExtensionId));
understood.delete(ExtensionId.PolicyConstraints);

function criticalExtensions({ extensions, nameConstraints, subject }: Certificate): Check | undefined {
  const unknown = [...extensions.values()].find(({ id, critical }) => critical && !understood.has(id))?.id;
  const otherNames = nameConstraints?.otherForms === true && extensions.get(ExtensionId.NameConstraints)!.critical;
  const id = unknown ?? (otherNames ? ExtensionId.NameConstraints : undefined);
  if (id === undefined) return undefined;
  return failed(
    'critical-extensions',
    'unknown-critical-extension',
    `${subject.text} has the critical extension ${id}`,
  );
}

function nameConstraints(ca: Certificate, below: readonly Certificate[]): Check | undefined {
  const constraints = ca.nameConstraints;
  if (constraints === undefined) return undefined;
  const { permitted, excluded } = constraints;
  for (const address of below.flatMap((one) => one.emailAddresses)) {
    const inside = permitted === undefined || permitted.some((base) => isWithin(address, base));
    if (!inside || excluded.some((base) => isWithin(address, base)))
      return failed('name-constraints', 'name-not-permitted', `${ca.subject.text} may not issue for ${address}`);
  }
  return undefined;
}
