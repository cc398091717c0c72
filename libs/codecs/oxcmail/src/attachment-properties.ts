/** Attachment objects from parts. [MS-OXCMAIL] 2.2.3.4 */
import {
  AttachMethod,
  type AttachmentObject,
  PidNameContentType,
  PidTagAttachContentBase,
  PidTagAttachContentId,
  PidTagAttachContentLocation,
  PidTagAttachDataBinary,
  PidTagAttachExtension,
  PidTagAttachFilename,
  PidTagAttachFlags,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachNumber,
  PidTagAttachPayloadClass,
  PidTagAttachPayloadProviderGuidString,
  PidTagAttachSize,
  PidTagAttachmentHidden,
  PidTagCreationTime,
  PidTagDisplayName,
  PidTagLastModificationTime,
  PidTagRenderingPosition,
  PidTagSubject,
  PidTagTextAttachmentCharset,
  PropertyBag,
  type MessageObject,
} from '@postbus/mapi';
import type { MimeEntity } from '@postbus/mime';
import { type AttachmentName, attachmentName, defaultName, legalName, nameParts } from './attachment-name.ts';
import { contactOf } from './contact-attachment.ts';
import type { Conversion } from './conversion-options.ts';
import { externalBodyFile } from './external-body.ts';
import { headerFileTime } from './header-time.ts';
import { macFileOf } from './mac-attachment.ts';
import type { AttachedPart } from './message-parts.ts';
import { binaryValue } from './part-value.ts';
import { contentId } from './shown-parts.ts';
import { isTnefType } from './tnef-part.ts';
import type { FoundFile } from './uuencoded-body.ts';

/** PidTagAttachFlags of an attachment that the HTML shows. [MS-OXCMSG] 2.2.2.18 */
export const attRenderedInBody = 0x4;
/** PidTagRenderingPosition of an attachment that the text does not place. [MS-OXCMSG] 2.2.2.16 */
const notRendered = -1;
/** Types whose parameters a reader of S/MIME needs. [MS-OXCMAIL] 2.2.3.4.1.2 */
const cmsTypes = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);

export interface AttachmentPlace {
  /** PidTagAttachNumber, from 0. */
  readonly number: number;
  /** Whether the HTML body refers to a part. */
  readonly shown: (part: MimeEntity) => boolean;
}

/** Makes the Message object of an embedded message; undefined where it is embedded too deep. */
export type Embed = (message: MimeEntity) => MessageObject | undefined;

/** The object for one attached part, an embedded message among them. */
export function attachmentObject(
  attached: AttachedPart,
  place: AttachmentPlace,
  conversion: Conversion,
  embed: Embed,
): AttachmentObject {
  const { part } = attached;
  const inner = part.contentType.type === 'message' ? part.message : undefined;
  const embedded = inner === undefined ? contactOf(part, conversion) : embed(inner);
  const properties = new PropertyBag().set(PidTagAttachNumber, place.number);
  if (embedded === undefined) setFile(properties, part, place.number, conversion);
  else setEmbedded(properties, part, embedded);
  properties.set(PidTagAttachMimeTag, mimeTag(part)).set(PidTagRenderingPosition, notRendered);
  setContentFields(properties, part);
  setVisibility(properties, attached, place);
  return embedded === undefined ? { properties } : { properties, embedded };
}

/** The object for a file that is no part of its own. */
export function foundFileObject({ name, value, size }: FoundFile, number: number): AttachmentObject {
  const parts = nameParts(legalName(name) || defaultName('application/octet-stream', number + 1));
  const properties = new PropertyBag().set(PidTagAttachNumber, number);
  setName(properties, parts);
  properties
    .set(PidTagDisplayName, parts.long)
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachSize, size)
    .set(PidTagAttachDataBinary, value)
    .set(PidTagAttachMimeTag, 'application/octet-stream')
    .set(PidTagRenderingPosition, notRendered)
    .set(PidTagAttachmentHidden, false);
  return { properties };
}

function setFile(bag: PropertyBag, part: MimeEntity, number: number, conversion: Conversion): void {
  const derived = externalBodyFile(part, conversion) ?? macFileOf(part, conversion);
  const file = derived === undefined && part.parts.length === 2 ? part.parts[1]! : part;
  const { value, size } =
    derived === undefined
      ? binaryValue(file, conversion, conversion.attachmentInlineLimit)
      : { value: derived.value, size: derived.value.length };
  const description = part.headers.first('Content-Description')?.text;
  const name = attachmentName(part, number + 1, derived);
  setName(bag, name);
  bag
    .set(PidTagDisplayName, description === undefined || description === '' ? name.long : description)
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachSize, size)
    .set(PidTagAttachDataBinary, value)
    .set(PidTagTextAttachmentCharset, part.contentType.type === 'text' ? part.contentType.charset : undefined);
  for (const property of derived?.properties ?? []) bag.put(property);
}

/** [MS-OXCMAIL] 2.2.3.4.3: the attachment of an embedded message is called by its subject. */
function setEmbedded(bag: PropertyBag, part: MimeEntity, embedded: MessageObject): void {
  const given = legalName(part.fileName ?? '');
  if (given !== '') setName(bag, nameParts(given));
  const { properties } = embedded;
  const subject = properties.get(PidTagSubject) ?? '';
  const name = subject === '' ? (properties.get(PidTagDisplayName) ?? '') : subject;
  bag
    .set(PidTagDisplayName, name === '' ? given : name)
    .set(PidTagAttachMethod, AttachMethod.afEmbeddedMessage)
    .set(PidTagAttachSize, part.message === undefined ? part.end - part.start : part.message.end - part.message.start);
}

export function setName(bag: PropertyBag, { long, short, extension }: AttachmentName): void {
  bag
    .set(PidTagAttachLongFilename, long)
    .set(PidTagAttachFilename, short)
    .set(PidTagAttachExtension, extension === '' ? undefined : extension);
}

/** [MS-OXCMAIL] 2.2.3.4.1.2: what is still called TNEF could not be opened. */
function mimeTag({ contentType }: MimeEntity): string {
  const { mediaType } = contentType;
  return isTnefType(mediaType) ? 'application/octet-stream' : mediaType;
}

/** [MS-OXCMAIL] 2.2.3.4.1.2, 2.2.3.4.1.4, 2.2.3.4.1.5 */
function setContentFields(bag: PropertyBag, part: MimeEntity): void {
  const { headers, contentType, disposition } = part;
  if (cmsTypes.has(contentType.mediaType)) bag.set(PidNameContentType, headers.last('Content-Type')?.value);
  bag
    .set(PidTagAttachContentId, contentId(part))
    .set(PidTagAttachContentLocation, headers.first('Content-Location')?.text)
    .set(PidTagAttachContentBase, headers.first('Content-Base')?.text)
    .set(PidTagAttachPayloadClass, headers.first('X-Payload-Class')?.text)
    .set(PidTagAttachPayloadProviderGuidString, headers.first('X-Payload-Provider-GUID')?.text);
  if (disposition === undefined) return;
  bag
    .set(PidTagCreationTime, headerFileTime(disposition.parameters.get('creation-date')))
    .set(PidTagLastModificationTime, headerFileTime(disposition.parameters.get('modification-date')));
}

/**
 * [MS-OXCMAIL] 2.2.3.4.1.4.1: inline is an image within a multipart/related, or within the multipart/mixed that is the
 * body, that the HTML refers to.
 */
function setVisibility(bag: PropertyBag, attached: AttachedPart, { shown }: AttachmentPlace): void {
  const inline = attached.related && attached.part.contentType.type === 'image' && shown(attached.part);
  if (inline) bag.set(PidTagAttachFlags, attRenderedInBody);
  bag.set(PidTagAttachmentHidden, inline || attached.alternative);
}
