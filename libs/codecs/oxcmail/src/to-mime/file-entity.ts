/** Attached files as entities. [MS-OXCMAIL] 2.1.3.4.2 */
import {
  PidNameContentType,
  PidTagAttachContentBase,
  PidTagAttachContentLocation,
  PidTagAttachPayloadClass,
  PidTagAttachPayloadProviderGuidString,
  PidTagCreationTime,
  PidTagDisplayName,
  PidTagLastModificationTime,
  PidTagTextAttachmentCharset,
  type PropertyBag,
} from '@postbus/mapi';
import {
  type EntityOptions,
  type WrittenEntity,
  formatDateTime,
  parseContentType,
  textField,
  writeLeaf,
} from '@postbus/mime';
import { calendarMethod } from './calendar-method.ts';
import { fileName } from './file-name.ts';
import type { PlacedAttachment } from './inline-attachments.ts';
import { mediaTypeOfFile } from './media-type-of-file.ts';
import type { Writing } from './to-mime-options.ts';
import { textIn, timeIn } from './value-in.ts';

const cmsType = /^application\/(?:x-)?pkcs7-mime$/;

type Parameters = [name: string, value: string][];

/** What is sent of an attachment. */
export interface FileContent {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** The attachment's own content, by its own name. */
export function ownContent(bag: PropertyBag, bytes: Uint8Array): FileContent {
  return { name: fileName(bag), mediaType: mediaTypeOfFile(bag, bytes), bytes };
}

/** `content` of an attachment as an entity. */
export function fileEntity(placed: PlacedAttachment, content: FileContent, writing: Writing): WrittenEntity {
  const { properties } = placed.attachment;
  const { mediaType, name, bytes } = content;
  const charset = mediaType.startsWith('text/') ? textIn(properties, PidTagTextAttachmentCharset) : undefined;
  const parameters: Parameters = charset === undefined ? cmsParameters(properties, mediaType) : [['charset', charset]];
  // What the type must tell of a calendar that asks or answers. RFC 6047 2.4
  const method = mediaType === 'text/calendar' ? calendarMethod(bytes) : undefined;
  if (method !== undefined) parameters.push(['method', method]);
  if (name !== '') parameters.push(['name', name]);
  return writeLeaf(mediaType, bytes, {
    ...entityOptions(placed, name, writing, bytes.length),
    parameters,
    eightBit: writing.options.eightBit === true,
    ...(mediaType.startsWith('message/') ? { transferEncoding: '7bit' } : {}),
  });
}

/** What a reader of S/MIME needs to know of CMS that is part of a message. [MS-OXCMAIL] 2.2.3.4.1.2, RFC 8551 3.2.2 */
function cmsParameters(bag: PropertyBag, mediaType: string): Parameters {
  if (!cmsType.test(mediaType)) return [];
  const contentType = parseContentType(textIn(bag, PidNameContentType) ?? '');
  if (contentType?.mediaType !== mediaType) return [];
  return [...contentType.parameters].filter(([name]) => name !== 'name');
}

/** The fields of an attachment's entity beside its type. @param size of the content, in bytes, where it is told */
export function entityOptions(
  { attachment, contentId, isInline }: PlacedAttachment,
  name: string,
  { header }: Writing,
  size?: number,
): EntityOptions {
  const { properties } = attachment;
  const description = textIn(properties, PidTagDisplayName);
  const field = (field: string, text: string | undefined) =>
    text === undefined ? [] : [textField(field, text, header)];
  const fields = [
    ...field('Content-Description', description === fileName(properties) ? undefined : description),
    ...field('Content-Location', textIn(properties, PidTagAttachContentLocation)),
    ...field('Content-Base', textIn(properties, PidTagAttachContentBase)),
    ...field('X-Payload-Class', textIn(properties, PidTagAttachPayloadClass)),
    ...field('X-Payload-Provider-Guid', textIn(properties, PidTagAttachPayloadProviderGuidString)),
  ];
  return {
    ...header,
    fields,
    ...(contentId === undefined ? {} : { contentId: `<${contentId}>` }),
    disposition: {
      type: isInline ? 'inline' : 'attachment',
      parameters: dispositionParameters(properties, name, size),
    },
  };
}

/** [MS-OXCMAIL] 2.1.3.4.2.2, RFC 2183 2 */
function dispositionParameters(bag: PropertyBag, name: string, size: number | undefined): Parameters {
  const parameters: Parameters = [];
  if (name !== '') parameters.push(['filename', name]);
  if (size !== undefined) parameters.push(['size', String(size)]);
  const created = timeIn(bag, PidTagCreationTime);
  if (created !== undefined) parameters.push(['creation-date', formatDateTime(created)]);
  const modified = timeIn(bag, PidTagLastModificationTime);
  if (modified !== undefined) parameters.push(['modification-date', formatDateTime(modified)]);
  return parameters;
}
