/** Messages encrypted. RFC 8551 3.3, 3.4 */
import { concat } from '@postbus/bytes';
import { type Certificate, type EnvelopOptions, envelop } from '@postbus/cms';
import { parseMime } from '@postbus/mime';
import { cmsEntity } from './cms-entity.ts';
import { outerFields } from './message-header.ts';
import { preparedEntity } from './prepared-entity.ts';
import { SmimeError } from './smime-error.ts';

export interface EncryptMessageOptions extends Pick<EnvelopOptions, 'keyTransport' | 'policy'> {
  /** At least one; the sender's own among them where the sender is to read it again. Whether they are valid is the caller's to ask. */
  readonly recipients: readonly Certificate[];
  /**
   * Unless told, AES-256-GCM where `capabilities` has it for every recipient, else AES-256-CBC: RFC 8551 2.7.1.2 would have
   * AES-256-GCM there too, which readers of S/MIME 3.2 and before do not open, and what cannot be read helps nobody.
   */
  readonly contentEncryption?: NonNullable<EnvelopOptions['algorithm']>;
  /** Object identifiers of what the program of a recipient reads, as `capabilities` of who signed a message before. RFC 8551 2.7.1 */
  readonly capabilities?: (recipient: Certificate) => readonly string[] | undefined;
}

const AES_256_GCM = '2.16.840.1.101.3.4.1.46';

/**
 * Encrypts a whole message for all recipients. What is encrypted is the Content-* fields and the body, prepared as for
 * signing; Subject, addresses and every other field stay outside, where everyone can read them.
 *
 * @param message with CRLF or LF line ends
 * @returns the encrypted message, with CRLF line ends
 * @throws {SmimeError} `no-recipient`
 * @throws {CmsError} `unsupported-algorithm`, `weak-algorithm` by the key of a recipient
 */
export async function encryptMessage(message: Uint8Array, options: EncryptMessageOptions): Promise<Uint8Array> {
  const { recipients, contentEncryption, capabilities, ...rest } = options;
  if (recipients.length === 0) throw new SmimeError('no-recipient', 'there is nobody to encrypt the message for');
  const root = parseMime(message);
  const algorithm = contentEncryption ?? preferred(recipients, capabilities);
  const cms = await envelop(concat(preparedEntity(root).pieces), { ...rest, recipients, algorithm });
  const smimeType = algorithm.endsWith('-GCM') ? 'authEnveloped-data' : 'enveloped-data';
  return cmsEntity(outerFields(root), cms, smimeType, 'smime.p7m');
}

function preferred(
  recipients: readonly Certificate[],
  capabilities: EncryptMessageOptions['capabilities'],
): 'AES-256-GCM' | 'AES-256-CBC' {
  const all = recipients.every((recipient) => capabilities?.(recipient)?.includes(AES_256_GCM) === true);
  return all ? 'AES-256-GCM' : 'AES-256-CBC';
}
