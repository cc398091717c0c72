/** Private keys under a password by themselves, `ENCRYPTED PRIVATE KEY` in PEM. RFC 5958 3 */
import { algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { Tag, type Tlv, readBer } from '../asn1/tlv.ts';
import { Fields, octets } from '../asn1/values.ts';
import { CmsError } from '../cms-error.ts';
import { PrivateKey } from '../private-key.ts';
import { decryptedByPassword } from './password-encryption.ts';

/** Rounds of a key derivation, unless told. */
export const defaultMaxIterations = 1_000_000;

export const wrongPassword = (): CmsError =>
  new CmsError('wrong-password', 'the password is wrong, or the octets are broken');

/** Whether `plain` is one SEQUENCE and nothing else: one wrong password in 256 leaves a padding that seems right. */
export function isSequence(plain: Uint8Array): boolean {
  try {
    const whole = readBer(plain);
    return whole.tag === Tag.Sequence && whole.end === plain.length;
  } catch (error) {
    if (error instanceof CmsError) return false;
    throw error;
  }
}

/**
 * Reads an EncryptedPrivateKeyInfo in DER.
 *
 * @throws {CmsError} `wrong-password`, `unsupported-algorithm`, `too-large` by its iterations, `malformed`
 */
export function readEncryptedPrivateKey(
  bytes: Uint8Array,
  password: string,
  maxIterations: number = defaultMaxIterations,
): Promise<PrivateKey> {
  return encryptedPrivateKey(readBer(bytes), password, maxIterations);
}

/** @see readEncryptedPrivateKey */
export async function encryptedPrivateKey(info: Tlv, password: string, maxIterations: number): Promise<PrivateKey> {
  const fields = new Fields(info);
  const algorithm = algorithmIdentifier(fields.take());
  const plain = await decryptedByPassword(algorithm, octets(fields.take()), password, maxIterations);
  if (plain === undefined || !isSequence(plain)) throw wrongPassword();
  return new PrivateKey(plain);
}
