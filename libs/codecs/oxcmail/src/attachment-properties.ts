/** Attachment objects from parts. [MS-OXCMAIL] 2.2.3.4 */
import {
  AttachMethod,
  type AttachmentObject,
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
import { type AttachmentName, attachmentName, legalName, nameParts } from './attachment-name.ts';
import type { Conversion } from './conversion-options.ts';
import { headerFileTime } from './header-time.ts';
import type { AttachedPart } from './message-parts.ts';
import { binaryValue } from './part-value.ts';

/** PidTagAttachFlags of an attachment that the HTML shows. [MS-OXCMSG] 2.2.2.18 */
export const attRenderedInBody = 0x4;
/** PidTagRenderingPosition of an attachment that the text does not place. [MS-OXCMSG] 2.2.2.16 */
const notRendered = -1;

export interface AttachmentPlace {
  /** PidTagAttachNumber, from 0. */
  readonly number: number;
  /** Content-IDs and locations that the HTML body refers to. */
  readonly references: ReadonlySet<string>;
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
  const embedded = inner === undefined ? undefined : embed(inner);
  const properties = new PropertyBag().set(PidTagAttachNumber, place.number);
  if (embedded === undefined) setFile(properties, part, place.number, conversion);
  else setEmbedded(properties, part, embedded);
  properties.set(PidTagAttachMimeTag, part.contentType.mediaType).set(PidTagRenderingPosition, notRendered);
  setContentFields(properties, part);
  setVisibility(properties, attached, place);
  return embedded === undefined ? { properties } : { properties, embedded };
}

function setFile(bag: PropertyBag, part: MimeEntity, number: number, conversion: Conversion): void {
  const { value, size } = binaryValue(part, conversion, conversion.attachmentInlineLimit);
  const description = part.headers.first('Content-Description')?.text;
  const name = attachmentName(part, number + 1);
  setName(bag, name);
  bag
    .set(PidTagDisplayName, description === undefined || description === '' ? name.long : description)
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachSize, size)
    .set(PidTagAttachDataBinary, value)
    .set(PidTagTextAttachmentCharset, part.contentType.type === 'text' ? part.contentType.charset : undefined);
}

/** [MS-OXCMAIL] 2.2.3.4.3: the attachment of an embedded message is called by its subject. */
function setEmbedded(bag: PropertyBag, part: MimeEntity, embedded: MessageObject): void {
  const given = legalName(part.fileName ?? '');
  if (given !== '') setName(bag, nameParts(given));
  const subject = embedded.properties.get(PidTagSubject) ?? '';
  bag
    .set(PidTagDisplayName, subject === '' ? given : subject)
    .set(PidTagAttachMethod, AttachMethod.afEmbeddedMessage)
    .set(PidTagAttachSize, part.message === undefined ? 0 : part.message.end - part.message.start);
}

export function setName(bag: PropertyBag, { long, short, extension }: AttachmentName): void {
  bag
    .set(PidTagAttachLongFilename, long)
    .set(PidTagAttachFilename, short)
    .set(PidTagAttachExtension, extension === '' ? undefined : extension);
}

/** [MS-OXCMAIL] 2.2.3.4.1.4 */
function setContentFields(bag: PropertyBag, part: MimeEntity): void {
  bag
    .set(PidTagAttachContentId, contentId(part))
    .set(PidTagAttachContentLocation, part.headers.first('Content-Location')?.text)
    .set(PidTagAttachContentBase, part.headers.first('Content-Base')?.text);
  bag
    .set(PidTagCreationTime, headerFileTime(part.disposition?.parameters.get('creation-date')))
    .set(PidTagLastModificationTime, headerFileTime(part.disposition?.parameters.get('modification-date')));
}

function contentId(part: MimeEntity): string | undefined {
  const id = part.headers.first('Content-ID')?.value.replace(/^<|>$/g, '').trim();
  return id === '' ? undefined : id;
}

/** [MS-OXCMAIL] 2.2.3.4.1.4.1: inline is an image within a multipart/related that the HTML refers to. */
function setVisibility(bag: PropertyBag, attached: AttachedPart, { references }: AttachmentPlace): void {
  const keys = [bag.get(PidTagAttachContentId), bag.get(PidTagAttachContentLocation)];
  const referred = keys.some((key) => key !== undefined && references.has(key));
  const inline = attached.related && referred && attached.part.contentType.type === 'image';
  if (inline) bag.set(PidTagAttachFlags, attRenderedInBody);
  bag.set(PidTagAttachmentHidden, inline || attached.alternative);
}
