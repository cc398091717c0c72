/** Signature algorithms of CMS: RFC 3370 3, RFC 4056 (PSS), RFC 5753 2 (ECDSA), RFC 5754 3, RFC 8419 (EdDSA). */
import { type Der, context, integer, sequence } from '../asn1/der.ts';
import { Tag, type Tlv } from '../asn1/tlv.ts';
import { Fields, smallInteger } from '../asn1/values.ts';
import { EC_PUBLIC_KEY, ED25519, RSASSA_PSS, RSA_ENCRYPTION } from '../x509/public-key.ts';
import {
  type AlgorithmIdentifier,
  algorithmDer,
  algorithmIdentifier,
  algorithmWithNull,
} from './algorithm-identifier.ts';
import { type DigestAlgorithm, digestAlgorithmOf, digestAlgorithms } from './digest-algorithm.ts';

export type SignatureScheme =
  | { readonly type: 'rsa-pkcs1' | 'ecdsa' | 'ed25519'; readonly digest: DigestAlgorithm }
  | { readonly type: 'rsa-pss'; readonly digest: DigestAlgorithm; readonly saltLength: number };

const { md5, sha1, sha224, sha256, sha384, sha512 } = digestAlgorithms;

const schemes: Readonly<Record<string, SignatureScheme>> = {
  '1.2.840.113549.1.1.4': { type: 'rsa-pkcs1', digest: md5 },
  '1.2.840.113549.1.1.5': { type: 'rsa-pkcs1', digest: sha1 },
  '1.2.840.113549.1.1.14': { type: 'rsa-pkcs1', digest: sha224 },
  '1.2.840.113549.1.1.11': { type: 'rsa-pkcs1', digest: sha256 },
  '1.2.840.113549.1.1.12': { type: 'rsa-pkcs1', digest: sha384 },
  '1.2.840.113549.1.1.13': { type: 'rsa-pkcs1', digest: sha512 },
  '1.2.840.10045.4.1': { type: 'ecdsa', digest: sha1 },
  '1.2.840.10045.4.3.1': { type: 'ecdsa', digest: sha224 },
  '1.2.840.10045.4.3.2': { type: 'ecdsa', digest: sha256 },
  '1.2.840.10045.4.3.3': { type: 'ecdsa', digest: sha384 },
  '1.2.840.10045.4.3.4': { type: 'ecdsa', digest: sha512 },
  [ED25519]: { type: 'ed25519', digest: sha512 },
};

const MGF1 = '1.2.840.113549.1.1.8';

/** What `identifier` says; `digest` is that of the SignerInfo, for identifiers of a key alone. Undefined where it is not known. */
export function signatureScheme(
  identifier: AlgorithmIdentifier,
  digest?: DigestAlgorithm,
): SignatureScheme | undefined {
  const { algorithm, parameters } = identifier;
  if (algorithm === RSA_ENCRYPTION) return digest && { type: 'rsa-pkcs1', digest };
  if (algorithm === EC_PUBLIC_KEY) return digest && { type: 'ecdsa', digest };
  return algorithm === RSASSA_PSS ? pssScheme(parameters) : schemes[algorithm];
}

/** RSASSA-PSS-params, RFC 4055 3.1. Undefined where mask and message have different digests. */
function pssScheme(parameters: Tlv | undefined): SignatureScheme | undefined {
  if (parameters === undefined) return undefined;
  const fields = new Fields(parameters);
  const explicit = (number: number): Tlv | undefined => fields.optional(Tag.Context | number)?.children()[0];
  const hash = explicit(0);
  const mask = explicit(1);
  const salt = explicit(2);
  const digest = hash === undefined ? sha1 : digestAlgorithmOf(algorithmIdentifier(hash).algorithm);
  const maskDigest = mask === undefined ? sha1 : maskDigestOf(algorithmIdentifier(mask));
  if (digest === undefined || digest !== maskDigest) return undefined;
  return { type: 'rsa-pss', digest, saltLength: salt === undefined ? 20 : smallInteger(salt) };
}

/** Of MGF1, RFC 4055 2.2. */
export function maskDigestOf({ algorithm, parameters }: AlgorithmIdentifier): DigestAlgorithm | undefined {
  if (algorithm !== MGF1) return undefined;
  return parameters === undefined ? sha1 : digestAlgorithmOf(algorithmIdentifier(parameters).algorithm);
}

export const maskDer = (digest: DigestAlgorithm): Der => algorithmDer(MGF1, algorithmWithNull(digest.oid));

/** The AlgorithmIdentifier of a scheme for a signature that is made. */
export function signatureSchemeDer(scheme: SignatureScheme): Der {
  if (scheme.type === 'rsa-pss')
    return algorithmDer(
      RSASSA_PSS,
      sequence(
        context(0, algorithmWithNull(scheme.digest.oid)),
        context(1, maskDer(scheme.digest)),
        context(2, integer(scheme.saltLength)),
      ),
    );
  const [identifier] = Object.entries(schemes).find(
    ([, { type, digest }]) => type === scheme.type && digest === scheme.digest,
  )!;
  return scheme.type === 'rsa-pkcs1' ? algorithmWithNull(identifier) : algorithmDer(identifier);
}

const typeNames = { 'rsa-pkcs1': 'RSA', 'rsa-pss': 'RSA-PSS', ecdsa: 'ECDSA', ed25519: 'Ed25519' } as const;

/** `RSA-PSS with SHA-256`; `Ed25519` alone. */
export const schemeName = ({ type, digest }: SignatureScheme): string =>
  type === 'ed25519' ? typeNames[type] : `${typeNames[type]} with ${digest.name}`;
