/** Content encrypted and decrypted. RFC 3565, RFC 5084, RFC 3370 5 */
import type { AlgorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { Tag, type Tlv } from '../asn1/tlv.ts';
import { Fields, octets, smallInteger } from '../asn1/values.ts';
import { cbcDecrypted } from '../ciphers/cbc.ts';
import { desDecryption } from '../ciphers/des.ts';
import { rc2Decryption } from '../ciphers/rc2.ts';
import { CmsError } from '../cms-error.ts';
import { type ContentEncryption, contentEncryptionOf } from './content-encryption.ts';

/** An algorithm with its parameters. */
export interface ContentCipher {
  readonly encryption: ContentEncryption;
  readonly iv: Uint8Array;
  /** Octets of the MAC of AES-GCM; 0 else. */
  readonly macSize: number;
  /** Bits of the key that RC2 uses; 0 else. */
  readonly effectiveBits: number;
}

/** @throws {CmsError} `unsupported-algorithm`, `malformed` */
export function contentCipher({ algorithm, parameters }: AlgorithmIdentifier): ContentCipher {
  const encryption = contentEncryptionOf(algorithm);
  if (encryption === undefined || parameters === undefined)
    throw new CmsError('unsupported-algorithm', `the content encryption algorithm ${algorithm} is not known`);
  if (encryption.cipher === 'aes-gcm') return gcm(encryption, parameters);
  if (encryption.cipher === 'rc2') return rc2(encryption, parameters);
  return { encryption, iv: octets(parameters), macSize: 0, effectiveBits: 0 };
}

/** GCMParameters, RFC 5084 3.2 */
function gcm(encryption: ContentEncryption, parameters: Tlv): ContentCipher {
  const fields = new Fields(parameters);
  const iv = octets(fields.take());
  const size = fields.optional(Tag.Integer);
  const macSize = size === undefined ? 12 : smallInteger(size);
  if (macSize < 12 || macSize > 16) throw new CmsError('unsupported-algorithm', `a MAC of ${macSize} octets`);
  return { encryption, iv, macSize, effectiveBits: 0 };
}

const effectiveBitsOf: Readonly<Record<number, number>> = { 160: 40, 120: 64, 58: 128 };

/** RC2CBCParameter, RFC 3370 5.2 */
function rc2(encryption: ContentEncryption, parameters: Tlv): ContentCipher {
  if (parameters.tag === Tag.OctetString) return { encryption, iv: octets(parameters), macSize: 0, effectiveBits: 32 };
  const fields = new Fields(parameters);
  const version = smallInteger(fields.take());
  const effectiveBits = effectiveBitsOf[version] ?? version;
  if (effectiveBits < 1 || effectiveBits > 1024) throw new CmsError('unsupported-algorithm', 'RC2 of no known key');
  return { encryption, iv: octets(fields.take()), macSize: 0, effectiveBits };
}

/** What is encrypted, with what authenticates it where the algorithm is AES-GCM. */
export interface Ciphertext {
  readonly octets: Uint8Array;
  readonly mac: Uint8Array;
  readonly authenticated: Uint8Array | undefined;
}

/** Undefined, and nothing else, where it cannot be decrypted, whatever the reason. */
export async function decryptContent(
  { encryption, iv, effectiveBits }: ContentCipher,
  key: Uint8Array,
  { octets, mac, authenticated }: Ciphertext,
): Promise<Uint8Array | undefined> {
  try {
    if (encryption.cipher === 'aes-cbc') {
      const imported = await crypto.subtle.importKey('raw', key, { name: 'AES-CBC' }, false, ['decrypt']);
      return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, imported, octets));
    }
    if (encryption.cipher === 'aes-gcm') {
      const imported = await crypto.subtle.importKey('raw', key, { name: 'AES-GCM' }, false, ['decrypt']);
      const both = new Uint8Array(octets.length + mac.length);
      both.set(octets);
      both.set(mac, octets.length);
      return new Uint8Array(await crypto.subtle.decrypt(gcmParameters(iv, mac.length, authenticated), imported, both));
    }
    const cipher = encryption.cipher === 'rc2' ? rc2Decryption(key, effectiveBits) : desDecryption(key);
    return cbcDecrypted(cipher, iv, octets);
  } catch {
    return undefined;
  }
}

const gcmParameters = (iv: Uint8Array, macSize: number, additionalData: Uint8Array | undefined): CipherParameters => ({
  name: 'AES-GCM',
  iv,
  tagLength: macSize * 8,
  ...(additionalData !== undefined && { additionalData }),
});

/** Encrypts with AES. For AES-GCM the MAC of 16 octets is the end. */
export async function encryptContent(
  encryption: ContentEncryption,
  key: Uint8Array,
  iv: Uint8Array,
  content: Uint8Array,
): Promise<Uint8Array> {
  const name = encryption.cipher === 'aes-gcm' ? 'AES-GCM' : 'AES-CBC';
  const imported = await crypto.subtle.importKey('raw', key, { name }, false, ['encrypt']);
  const parameters = name === 'AES-GCM' ? gcmParameters(iv, 16, undefined) : { name, iv };
  return new Uint8Array(await crypto.subtle.encrypt(parameters, imported, content));
}
