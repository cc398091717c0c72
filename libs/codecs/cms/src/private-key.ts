/** Private keys in PKCS #8, RFC 5958, of RSA (RFC 8017 A.1.2), elliptic curves (RFC 5915) and Ed25519 (RFC 8410). */
import { type AlgorithmIdentifier, algorithmIdentifier, algorithmWithNull } from './algorithms/algorithm-identifier.ts';
import { type RsaPrivateNumbers, integerOf } from './algorithms/rsa-arithmetic.ts';
import type { SignatureScheme } from './algorithms/signature-scheme.ts';
import { keyParameters } from './algorithms/verify-signature.ts';
import { bytesOf, integer, octetString, sequence } from './asn1/der.ts';
import { Tag, readBer } from './asn1/tlv.ts';
import { Fields, integerOctets, octets, oid } from './asn1/values.ts';
import { CmsError } from './cms-error.ts';
import { type Curve, EC_PUBLIC_KEY, ED25519, RSASSA_PSS, RSA_ENCRYPTION, curves } from './x509/public-key.ts';

/** A key that can be used and not be printed: its octets are no property. */
export class PrivateKey {
  readonly type: 'rsa' | 'ec' | 'ed25519';
  /** Of a key of type `ec`. */
  readonly curve: Curve | undefined;
  readonly #pkcs8: Uint8Array;
  readonly #imported = new Map<string, Promise<CryptoKey>>();

  /** @throws {CmsError} `malformed`, `unsupported-algorithm` */
  constructor(pkcs8: Uint8Array) {
    const fields = new Fields(readBer(pkcs8));
    fields.take(Tag.Integer);
    const identifier = algorithmIdentifier(fields.take());
    const octetsOfKey = octets(fields.take(Tag.OctetString));
    this.type = typeOf(identifier);
    this.curve = this.type === 'ec' ? curveOf(identifier) : undefined;
    const rsa = sequence(integer(0), algorithmWithNull(RSA_ENCRYPTION), octetString(octetsOfKey));
    // Uses of its own for PSS and OAEP are rsaEncryption to WebCrypto.
    this.#pkcs8 = this.type === 'rsa' ? bytesOf(rsa) : Uint8Array.from(pkcs8);
  }

  /** The key for signatures of `scheme`. */
  forSigning(scheme: SignatureScheme): Promise<CryptoKey> {
    return this.#import(keyParameters(scheme, { type: this.type, ...(this.curve && { curve: this.curve }) }), ['sign']);
  }

  /** The key for RSA-OAEP with the digest of that name. */
  forOaep(hash: string): Promise<CryptoKey> {
    return this.#import({ name: 'RSA-OAEP', hash }, ['decrypt']);
  }

  /** The key for ECDH. */
  forAgreement(): Promise<CryptoKey> {
    return this.#import({ name: 'ECDH', namedCurve: this.curve?.name ?? '' }, ['deriveBits']);
  }

  /** The numbers of an RSA key. */
  rsaNumbers(): RsaPrivateNumbers {
    const fields = new Fields(readBer(this.#pkcs8));
    fields.take();
    fields.take();
    const numbers = new Fields(readBer(octets(fields.take())));
    numbers.take();
    const next = (): Uint8Array => integerOctets(numbers.take());
    const modulus = next();
    const [publicExponent, , prime1, prime2, exponent1, exponent2, coefficient] = Array.from({ length: 7 }, () =>
      integerOf(next()),
    ) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    const size = modulus[0] === 0 ? modulus.length - 1 : modulus.length;
    return { modulus: integerOf(modulus), publicExponent, prime1, prime2, exponent1, exponent2, coefficient, size };
  }

  /** The PKCS #8 octets, for who keeps the key: never for logs. */
  exportPkcs8(): Uint8Array {
    return Uint8Array.from(this.#pkcs8);
  }

  #import(parameters: KeyParameters, usages: readonly string[]): Promise<CryptoKey> {
    const use = `${parameters.name} ${parameters.hash} ${usages.join()}`;
    const imported =
      this.#imported.get(use) ?? crypto.subtle.importKey('pkcs8', this.#pkcs8, parameters, false, usages);
    this.#imported.set(use, imported);
    return imported;
  }
}

function typeOf({ algorithm }: AlgorithmIdentifier): PrivateKey['type'] {
  if (algorithm === RSA_ENCRYPTION || algorithm === RSASSA_PSS) return 'rsa';
  if (algorithm === EC_PUBLIC_KEY) return 'ec';
  if (algorithm === ED25519) return 'ed25519';
  throw new CmsError('unsupported-algorithm', `private keys of the algorithm ${algorithm} are not known`);
}

function curveOf({ parameters }: AlgorithmIdentifier): Curve {
  const named = parameters?.tag === Tag.Oid ? oid(parameters) : undefined;
  const curve = curves.find((known) => known.oid === named);
  if (curve === undefined) throw new CmsError('unsupported-algorithm', `the curve ${named ?? 'given'} is not known`);
  return curve;
}
