/**
 * Clear-signed, opaque-signed and encrypted messages as Message objects. [MS-OXOSMIME] 2.2
 * What is protected becomes one attachment, left where it lies in the original: no byte of it is written anew.
 */
import {
  AttachMethod,
  type AttachmentObject,
  type ExternalValue,
  PidTagAttachDataBinary,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachNumber,
  PidTagAttachSize,
  PidTagAttachmentHidden,
  PidTagDisplayName,
  PidTagRenderingPosition,
  PropertyBag,
} from '@postbus/mapi';
import { type HeaderField, type MimeEntity, entityWithOnly } from '@postbus/mime';
import { nameParts } from './attachment-name.ts';
import { setName } from './attachment-properties.ts';
import { type Conversion, isInOriginal } from './conversion-options.ts';

const clearSignedName = 'SMIME.txt';
/** smime-type of messages that neither sign nor hide anything. RFC 8551 3.2.2 */
const unprotected = /^(?:certs-only|compressed-data)$/i;

/** Whether the last Content-Type of `message` is multipart/signed. [MS-OXOSMIME] 3.1.5.1.1 */
export function isClearSigned(message: MimeEntity): boolean {
  return message.contentType.is('multipart/signed') && message.parts.length > 0;
}

/** Whether `message` is one entity of CMS. [MS-OXOSMIME] 2.2.2 */
export function isOpaqueOrEncrypted(message: MimeEntity): boolean {
  const { contentType } = message;
  if (contentType.is('application/octet-stream')) return /\.p7m$/i.test(message.fileName ?? '');
  const isCms = contentType.is('application/pkcs7-mime') || contentType.is('application/x-pkcs7-mime');
  return isCms && !unprotected.test(contentType.parameters.get('smime-type') ?? '');
}

/** The one attachment of a clear-signed message: the entity with its Content-Type and no other field. [MS-OXOSMIME] 2.2.1 */
export function clearSignedAttachment(message: MimeEntity, conversion: Conversion): AttachmentObject {
  const value = signedEntity(message, conversion);
  const size = value instanceof Uint8Array ? value.length : value.size;
  const properties = new PropertyBag()
    .set(PidTagAttachNumber, 0)
    .set(PidTagDisplayName, clearSignedName)
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachMimeTag, 'multipart/signed')
    .set(PidTagAttachSize, size)
    .set(PidTagAttachDataBinary, value)
    .set(PidTagRenderingPosition, -1)
    .set(PidTagAttachmentHidden, false);
  setName(properties, nameParts(clearSignedName));
  return { properties };
}

function signedEntity(message: MimeEntity, conversion: Conversion): Uint8Array | ExternalValue {
  const contentType = message.headers.last('Content-Type');
  const offset = emptyLineStart(message);
  if (contentType === undefined || offset === undefined || !isInOriginal(message, conversion)) {
    return entityWithOnly(message, (_, index) => message.headers.at(index) === contentType);
  }
  const length = message.end - offset;
  const prefix = prefixOf(contentType);
  return { in: 'mime', offset, length, transferEncoding: 'binary', size: prefix.length + length, prefix };
}

function prefixOf(field: HeaderField): { offset: number; length: number } {
  return { offset: field.start, length: field.end - field.start };
}

/** Where the empty line after the header begins; undefined where there is none. */
function emptyLineStart({ source, start, bodyStart }: MimeEntity): number | undefined {
  if (bodyStart <= start || source[bodyStart - 1] !== 0x0a) return undefined;
  const offset = source[bodyStart - 2] === 0x0d ? bodyStart - 2 : bodyStart - 1;
  return offset > start && source[offset - 1] === 0x0a ? offset : undefined;
}
