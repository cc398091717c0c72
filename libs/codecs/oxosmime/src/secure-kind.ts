/** Which messages are secure, by their last Content-Type. [MS-OXOSMIME] 3.1.5.1.1, 3.1.5.2.1 */
import type { ContentType, MimeEntity } from '@postbus/mime';

/** The two kinds of [MS-OXOSMIME]: opaque-signed and encrypted messages are not told apart. [MS-OXOSMIME] 1.3 */
export type SecureKind = 'clear-signed' | 'sealed';

/** What `message` is as a whole; undefined where it is no secure message. Nothing is decoded for it. */
export function secureKindOf(message: MimeEntity): SecureKind | undefined {
  if (isClearSigned(message)) return 'clear-signed';
  return isOpaqueOrEncrypted(message) ? 'sealed' : undefined;
}

/**
 * Whether `message` is multipart/signed: that of S/MIME, and any other of RFC 1847. One whose parts cannot be told is
 * too, for its bytes are what is kept; not one that stands under a transfer encoding, which a multipart cannot.
 * [MS-OXOSMIME] 3.1.5.1.1
 */
export function isClearSigned({ contentType, parts, transferEncoding }: MimeEntity): boolean {
  if (contentType.type !== 'multipart' || contentType.subtype !== 'signed') return false;
  return parts.length > 0 || !encodings.has(transferEncoding);
}

/**
 * Whether `message` is one entity of CMS: application/pkcs7-mime or x-pkcs7-mime, whatever its smime-type, or octets
 * under a name that ends in .p7m. [MS-OXOSMIME] 2.2.2, 3.1.5.2.1
 */
export function isOpaqueOrEncrypted(message: MimeEntity): boolean {
  const { contentType } = message;
  if (contentType.type !== 'application') return false;
  return isCms(contentType, () => message.disposition?.parameters.get('filename'));
}

/** @param fileName gives the name that is told apart from the type */
export function isCms({ type, subtype, parameters }: ContentType, fileName: () => string | undefined): boolean {
  if (type !== 'application') return false;
  if (subtype === 'pkcs7-mime' || subtype === 'x-pkcs7-mime') return true;
  return subtype === 'octet-stream' && (isNamedCms(parameters.get('name')) || isNamedCms(fileName()));
}

const encodings: ReadonlySet<string> = new Set(['base64', 'quoted-printable', 'x-uuencode']);

function isNamedCms(name: string | undefined): boolean {
  return name !== undefined && /\.p7m$/i.test(name.trimEnd());
}
