/** One signature under one key. */
import { equalBytes } from '@postbus/bytes';
import { readBer } from '../asn1/tlv.ts';
import { bytesOf, octetString, sequence } from '../asn1/der.ts';
import { Fields, integerOctets } from '../asn1/values.ts';
import type { PublicKey } from '../x509/public-key.ts';
import { algorithmWithNull } from './algorithm-identifier.ts';
import { digestOf, isNative } from './digest-algorithm.ts';
import { rsaPublic } from './rsa-arithmetic.ts';
import type { SignatureScheme } from './signature-scheme.ts';

/** Stops keys whose arithmetic takes seconds. */
const maxRsaBits = 16_384;
const maxExponentOctets = 8;

/** Whether `signature` is that of `signed`. False also where key and scheme do not go together. */
export async function isSignatureOf(
  signed: Uint8Array,
  signature: Uint8Array,
  scheme: SignatureScheme,
  key: PublicKey,
): Promise<boolean> {
  try {
    if (key.type === 'rsa') {
      if (key.bits > maxRsaBits || key.exponent.length > maxExponentOctets) return false;
      if (scheme.type === 'rsa-pkcs1' && !isNative(scheme.digest)) return await isPkcs1(signed, signature, scheme, key);
    }
    const octets = scheme.type === 'ecdsa' && key.type === 'ec' ? halves(signature, key.curve.size) : signature;
    if (octets === undefined || !goTogether(key, scheme)) return false;
    return await crypto.subtle.verify(parameters(scheme), await imported(key, scheme), octets, signed);
  } catch {
    return false;
  }
}

function goTogether({ type }: PublicKey, scheme: SignatureScheme): boolean {
  if (scheme.type === 'ecdsa') return type === 'ec' && isNative(scheme.digest);
  return scheme.type === 'ed25519' ? type === 'ed25519' : type === 'rsa' && isNative(scheme.digest);
}

/** What WebCrypto takes with each operation. */
export function parameters(scheme: SignatureScheme): SignatureParameters {
  if (scheme.type === 'rsa-pss') return { name: 'RSA-PSS', saltLength: scheme.saltLength };
  if (scheme.type === 'ecdsa') return { name: 'ECDSA', hash: scheme.digest.name };
  return { name: scheme.type === 'ed25519' ? 'Ed25519' : 'RSASSA-PKCS1-v1_5' };
}

const importedKeys = new WeakMap<PublicKey, Map<string, Promise<CryptoKey>>>();

function imported(key: PublicKey, scheme: SignatureScheme): Promise<CryptoKey> {
  const kept = importedKeys.get(key) ?? new Map<string, Promise<CryptoKey>>();
  importedKeys.set(key, kept);
  const use = `${scheme.type} ${scheme.digest.name}`;
  const known =
    kept.get(use) ?? crypto.subtle.importKey('spki', key.spki, keyParameters(scheme, key), false, ['verify']);
  kept.set(use, known);
  return known;
}

/** What WebCrypto takes with a key. */
export function keyParameters(
  scheme: SignatureScheme,
  key: { readonly type: string; readonly curve?: { readonly name: string } },
): KeyParameters {
  const { name } = parameters(scheme);
  if (scheme.type === 'ed25519') return { name };
  if (scheme.type === 'ecdsa') return { name, namedCurve: key.curve?.name ?? '' };
  return { name, hash: scheme.digest.name };
}

/** An ECDSA-Sig-Value as the two numbers one after another. RFC 3279 2.2.3 */
function halves(signature: Uint8Array, size: number): Uint8Array | undefined {
  const fields = new Fields(readBer(signature));
  const both = new Uint8Array(size * 2);
  for (const at of [0, size]) {
    let number = integerOctets(fields.take());
    while (number.length > size && number[0] === 0) number = number.subarray(1);
    if (number.length > size) return undefined;
    both.set(number, at + size - number.length);
  }
  return both;
}

/** RSASSA-PKCS1-v1_5, RFC 8017 8.2.2, by comparing with what must be there. */
async function isPkcs1(
  signed: Uint8Array,
  signature: Uint8Array,
  { digest }: SignatureScheme,
  key: Extract<PublicKey, { type: 'rsa' }>,
): Promise<boolean> {
  const info = bytesOf(sequence(algorithmWithNull(digest.oid), octetString(await digestOf(digest, [signed]))));
  const size = key.modulus.length;
  if (signature.length !== size || size < info.length + 11) return false;
  const expected = new Uint8Array(size).fill(0xff);
  expected.set([0, 1]);
  expected[size - info.length - 1] = 0;
  expected.set(info, size - info.length);
  const found = rsaPublic(key, signature);
  return found !== undefined && equalBytes(found, expected);
}
