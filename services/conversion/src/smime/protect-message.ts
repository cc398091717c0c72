/** Signs a message, encrypts it, or both: first the one, then the other. RFC 8551 3.7 */
import { createHash } from 'node:crypto';
import { isAscii } from '@postbus/charset';
import { CmsError, PrivateKey, readCertificate } from '@postbus/cms';
import { encryptMessage, signMessage } from '@postbus/smime';
import type { ProtectTask, Protected } from './smime-tasks.ts';

/**
 * @param raw the message as it was submitted
 * @returns `done: false` where the fault is the key's, so that another can be tried
 * @throws {SmimeError}, {CmsError} where it is the message's or a recipient's
 */
export async function protectMessage(raw: Uint8Array, { sign, encrypt }: ProtectTask): Promise<Protected> {
  let bytes = raw;
  if (sign !== undefined) {
    const signed = await signedMessage(raw, sign);
    if (!(signed instanceof Uint8Array)) return { done: false, code: signed.code };
    bytes = signed;
  }
  if (encrypt !== undefined) {
    const recipients = encrypt.recipients.map(readCertificate);
    bytes = await encryptMessage(bytes, { recipients, contentEncryption: encrypt.algorithm });
  }
  return { done: true, bytes, eightBit: !isAscii(bytes) };
}

async function signedMessage(
  raw: Uint8Array,
  { form, key, signingTime }: NonNullable<ProtectTask['sign']>,
): Promise<Uint8Array | CmsError> {
  try {
    const [certificate, ...certificates] = key.certificates.map(readCertificate);
    const privateKey = new PrivateKey(key.pkcs8);
    return await signMessage(raw, {
      form,
      signers: [{ certificate: certificate!, privateKey }],
      certificates,
      signingTime: new Date(signingTime),
      createHash: (name) => createHash(name.replace('-', '')),
    });
  } catch (error) {
    if (error instanceof CmsError) return error;
    // WebCrypto refuses what is a key of the right kind and holds numbers that are none.
    if (error instanceof DOMException) return new CmsError('malformed', 'the private key cannot be used');
    throw error;
  }
}
