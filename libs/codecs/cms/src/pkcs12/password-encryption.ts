/** What a password encrypted: PBES2, RFC 8018 6.2, and the algorithms of PKCS #12, RFC 7292 appendix C. */
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { digestAlgorithms } from '../algorithms/digest-algorithm.ts';
import { Tag, type Tlv } from '../asn1/tlv.ts';
import { Fields, octets, smallInteger } from '../asn1/values.ts';
import { cbcDecrypted } from '../ciphers/cbc.ts';
import { desDecryption } from '../ciphers/des.ts';
import { rc2Decryption } from '../ciphers/rc2.ts';
import { CmsError } from '../cms-error.ts';
import { contentCipher, decryptContent } from '../enveloped/content-cipher.ts';
import { KeyPurpose, bmpPassword, passwordKey } from './password-key.ts';

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';

const pseudorandom: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'SHA-1',
  '1.2.840.113549.2.9': 'SHA-256',
  '1.2.840.113549.2.10': 'SHA-384',
  '1.2.840.113549.2.11': 'SHA-512',
};

/** RFC 7292 appendix C, all with SHA-1. */
const ownSchemes: Readonly<Record<string, { readonly cipher: '3des' | 'rc2'; readonly keySize: number }>> = {
  '1.2.840.113549.1.12.1.3': { cipher: '3des', keySize: 24 },
  '1.2.840.113549.1.12.1.4': { cipher: '3des', keySize: 16 },
  '1.2.840.113549.1.12.1.5': { cipher: 'rc2', keySize: 16 },
  '1.2.840.113549.1.12.1.6': { cipher: 'rc2', keySize: 5 },
};

/**
 * @returns undefined where the password is wrong, or the octets are broken: nothing tells the two apart
 * @throws {CmsError} `unsupported-algorithm`, `too-large` by the iterations
 */
export async function decryptedByPassword(
  { algorithm, parameters }: AlgorithmIdentifier,
  encrypted: Uint8Array,
  password: string,
  maxIterations: number,
): Promise<Uint8Array | undefined> {
  if (parameters === undefined || (algorithm !== PBES2 && !(algorithm in ownSchemes)))
    throw new CmsError('unsupported-algorithm', `the encryption by password ${algorithm} is not known`);
  if (algorithm === PBES2) return pbes2(parameters, encrypted, password, maxIterations);
  const { cipher, keySize } = ownSchemes[algorithm]!;
  const fields = new Fields(parameters);
  const salt = octets(fields.take());
  const derivation = { digest: digestAlgorithms.sha1, salt, iterations: iterationsOf(fields.take(), maxIterations) };
  const bmp = bmpPassword(password);
  const key = passwordKey(bmp, KeyPurpose.Encryption, keySize, derivation);
  const iv = passwordKey(bmp, KeyPurpose.Iv, 8, derivation);
  const decryption = cipher === 'rc2' ? rc2Decryption(key, keySize * 8) : desDecryption(threeKeys(key));
  return cbcDecrypted(decryption, iv, encrypted);
}

/** Triple DES with two keys takes the first again. */
function threeKeys(key: Uint8Array): Uint8Array {
  if (key.length === 24) return key;
  const three = new Uint8Array(24);
  three.set(key);
  three.set(key.subarray(0, 8), 16);
  return three;
}

/** @throws {CmsError} `too-large` */
export function iterationsOf(element: Tlv, maxIterations: number): number {
  const iterations = smallInteger(element);
  if (iterations < 1 || iterations > maxIterations)
    throw new CmsError('too-large', `${iterations} iterations are not from 1 to ${maxIterations}`, element.start);
  return iterations;
}

async function pbes2(parameters: Tlv, encrypted: Uint8Array, password: string, maxIterations: number) {
  const fields = new Fields(parameters);
  const derivation = algorithmIdentifier(fields.take());
  const cipher = contentCipher(algorithmIdentifier(fields.take()));
  if (derivation.algorithm !== PBKDF2 || derivation.parameters === undefined)
    throw new CmsError('unsupported-algorithm', `the key derivation ${derivation.algorithm} is not known`);
  const details = new Fields(derivation.parameters);
  const salt = octets(details.take());
  const iterations = iterationsOf(details.take(), maxIterations);
  details.optional(Tag.Integer);
  const named = details.optional(Tag.Sequence);
  const hash = named === undefined ? 'SHA-1' : pseudorandom[algorithmIdentifier(named).algorithm];
  if (hash === undefined) throw new CmsError('unsupported-algorithm', 'PBKDF2 with a function that is not known');
  const secret = await crypto.subtle.importKey('raw', new TextEncoder().encode(password), { name: 'PBKDF2' }, false, [
    'deriveBits',
  ]);
  const usage = { name: 'PBKDF2', salt, iterations, hash };
  const key = new Uint8Array(await crypto.subtle.deriveBits(usage, secret, cipher.encryption.keySize * 8));
  return decryptContent(cipher, key, { octets: encrypted, mac: new Uint8Array(), authenticated: undefined });
}
