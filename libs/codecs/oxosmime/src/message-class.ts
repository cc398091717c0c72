/** The classes of secure messages. [MS-OXOSMIME] 2.2.1, 2.2.2, 3.1.5.1.3, 3.1.5.2.3 */
import type { MimeEntity } from '@postbus/mime';
import type { SecureKind } from './secure-kind.ts';

export const SecureMessageClass = {
  /** [MS-OXOSMIME] 2.2.1 */
  clearSigned: 'IPM.Note.SMIME.MultipartSigned',
  /** [MS-OXOSMIME] 2.2.2 */
  sealed: 'IPM.Note.SMIME',
  /** A signed receipt. [MS-OXOSMIME] endnote 5, RFC 2634 2 */
  receipt: 'IPM.Note.Receipt.SMIME',
} as const;

const suffixes = { 'clear-signed': '.SMIME.MultipartSigned', sealed: '.SMIME' } as const;
const infoPath = /^IPM\.InfoPathForm\./i;
const clearSignedSuffix = /\.SMIME\.MultipartSigned$/i;
const sealedSuffix = /\.SMIME$/i;
const below = /^IPM\.Note\.SMIME\./i;

/** The class of a message of `kind` that came from the Internet. */
export function secureMessageClass(message: MimeEntity, kind: SecureKind): string {
  if (kind === 'clear-signed') return SecureMessageClass.clearSigned;
  const smimeType = message.contentType.parameters.get('smime-type')?.trim().toLowerCase();
  return smimeType === 'signed-receipt' ? SecureMessageClass.receipt : SecureMessageClass.sealed;
}

/**
 * The class of a secure message that is a form of InfoPath. [MS-OXOSMIME] endnote 3, [MS-OXCMAIL] 2.1.3.2.1
 * @param formClass that of the form, were it not secure: `IPM.InfoPathForm.…`
 */
export function secureFormClass(formClass: string, kind: SecureKind): string {
  return infoPath.test(formClass) ? `${formClass}${suffixes[kind]}` : formClass;
}

/** `messageClass` without what says that it is secure. */
export function withoutSecureSuffix(messageClass: string): string {
  return messageClass.replace(clearSignedSuffix, '').replace(sealedSuffix, '');
}

/** What a class says of a message: a kind; that it is secure, no more; nothing. */
export function kindOfMessageClass(messageClass: string): SecureKind | 'unknown' | undefined {
  if (clearSignedSuffix.test(messageClass)) return 'clear-signed';
  if (sealedSuffix.test(messageClass)) return 'sealed';
  return below.test(messageClass) ? 'unknown' : undefined;
}

/** Whether the class says that a message is secure: one of the two suffixes, or below IPM.Note.SMIME; in any case. */
export function isSecureMessageClass(messageClass: string): boolean {
  return kindOfMessageClass(messageClass) !== undefined;
}
