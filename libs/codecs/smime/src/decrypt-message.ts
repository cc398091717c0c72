/** Encrypted messages opened, one layer. RFC 8551 3.3, 3.4 */
import {
  type Certificate,
  type ContentEncryptionName,
  ContentType,
  type OpenOptions,
  type WeakAlgorithm,
  openEnvelope,
  readCms,
} from '@postbus/cms';
import { cmsIn } from './cms-entity.ts';
import { headerOf, withEntity } from './message-header.ts';
import { secureForm } from './secure-form.ts';
import { SmimeError } from './smime-error.ts';

export type DecryptMessageOptions = OpenOptions;

export interface DecryptedMessage {
  /** The message with what was decrypted in the place of what was encrypted; it may be signed, or encrypted again. */
  readonly message: Uint8Array;
  /** Whether the content is as it was encrypted: AES-GCM. Without, it may have been changed on its way. */
  readonly authenticated: boolean;
  readonly algorithm: ContentEncryptionName;
  /** What is weak and was allowed. */
  readonly weak: readonly WeakAlgorithm[];
  /** Whose key opened it. */
  readonly recipient: Certificate;
}

/**
 * Opens one layer of encryption, where it is the outermost and the whole of the message: parts of a message are never
 * decrypted, so that nobody can put them between parts of his own (EFAIL). The header fields of the message stay; of
 * those that were encrypted with the content only Content-* count, since anybody can encrypt for anybody.
 * Protected header fields, RFC 9788, are not built.
 *
 * @throws {SmimeError} `not-encrypted`; `unreadable-content` where what is encrypted is no MIME
 * @throws {CmsError} `cannot-decrypt`, the same for all that rests on a key; `weak-algorithm`, `unsupported-algorithm`,
 *   `malformed`, `no-content` by what can be read in the clear
 */
export async function decryptMessage(message: Uint8Array, options: DecryptMessageOptions): Promise<DecryptedMessage> {
  const root = headerOf(message);
  const form = secureForm(root);
  if (form !== 'enveloped' && form !== 'auth-enveloped')
    throw new SmimeError('not-encrypted', 'the outermost layer of the message is not encrypted');
  const cms = readCms(cmsIn(root));
  if (cms.type !== 'enveloped-data' && cms.type !== 'auth-enveloped-data')
    throw new SmimeError('not-encrypted', `the message holds ${cms.type} and calls it encrypted`);
  if (cms.encryptedContentType !== ContentType.Data)
    throw new SmimeError('unreadable-content', `what is encrypted is no MIME but ${cms.encryptedContentType}`);
  const { content, authenticated, algorithm, weak, recipient } = await openEnvelope(cms, options);
  return { message: withEntity(message, content), authenticated, algorithm, weak, recipient };
}
