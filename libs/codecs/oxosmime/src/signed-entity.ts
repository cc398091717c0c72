/** Signed entities as attachments, left where they lie in the original: one changed byte breaks the signature. [MS-OXOSMIME] 2.2.1 */
import {
  AttachMethod,
  type AttachmentObject,
  type ExternalValue,
  PidTagAttachDataBinary,
  PidTagAttachExtension,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
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

export const multipartSigned = 'multipart/signed';
const name = 'SMIME.txt';

export interface SignedEntityPlace {
  /** The bytes that slices count in. What lies elsewhere, decoded from them, is held in the object. */
  readonly original: Uint8Array;
  /** PidTagAttachNumber, from 0. */
  readonly number?: number;
}

/**
 * The one attachment of a clear-signed message: its entity with the last Content-Type as its only field.
 * [MS-OXOSMIME] 2.2.1, 3.1.5.1.2
 * @param message whole message; its bytes stay shared, nothing is copied where it lies in `place.original`
 */
export function clearSignedAttachment(message: MimeEntity, place: SignedEntityPlace): AttachmentObject {
  return { properties: signedProperties(outerEntity(message, place.original), place.number ?? 0, false) };
}

/**
 * A multipart/signed that is part of another multipart, kept whole beside what is shown of it: hidden, for readers have
 * its body and files already. docs/adr/0016
 */
export function signedPartAttachment(part: MimeEntity, place: SignedEntityPlace): AttachmentObject {
  return { properties: signedProperties(wholeEntity(part, place.original), place.number ?? 0, true) };
}

function signedProperties(value: Uint8Array | ExternalValue, number: number, hidden: boolean): PropertyBag {
  return new PropertyBag()
    .set(PidTagAttachNumber, number)
    .set(PidTagDisplayName, name)
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachMimeTag, multipartSigned)
    .set(PidTagAttachSize, value instanceof Uint8Array ? value.length : value.size)
    .set(PidTagAttachDataBinary, value)
    .set(PidTagRenderingPosition, -1)
    .set(PidTagAttachmentHidden, hidden)
    .set(PidTagAttachLongFilename, name)
    .set(PidTagAttachFilename, name)
    .set(PidTagAttachExtension, '.txt');
}

function outerEntity(message: MimeEntity, original: Uint8Array): Uint8Array | ExternalValue {
  const contentType = message.headers.last('Content-Type');
  const offset = emptyLineStart(message);
  if (contentType === undefined || offset === undefined || message.source !== original) {
    return entityWithOnly(message, (_, index) => message.headers.at(index) === contentType);
  }
  const length = message.end - offset;
  const prefix = placeOf(contentType);
  return { in: 'mime', offset, length, transferEncoding: 'binary', size: prefix.length + length, prefix };
}

function wholeEntity(part: MimeEntity, original: Uint8Array): Uint8Array | ExternalValue {
  if (part.source !== original) return part.bytes();
  const length = part.end - part.start;
  return { in: 'mime', offset: part.start, length, transferEncoding: 'binary', size: length };
}

function placeOf(field: HeaderField): { offset: number; length: number } {
  return { offset: field.start, length: field.end - field.start };
}

/** Where the empty line after the header begins; undefined where there is none. */
function emptyLineStart({ source, start, bodyStart }: MimeEntity): number | undefined {
  if (bodyStart <= start || source[bodyStart - 1] !== 0x0a) return undefined;
  const offset = source[bodyStart - 2] === 0x0d ? bodyStart - 2 : bodyStart - 1;
  return offset > start && source[offset - 1] === 0x0a ? offset : undefined;
}
