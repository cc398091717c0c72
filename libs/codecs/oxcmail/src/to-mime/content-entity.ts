/** Body and attachments: mixed around related around alternative, as far as each is needed. [MS-OXCMAIL] 2.1.3.3, 2.1.3.4 */
import {
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagBodyContentId,
  PidTagBodyContentLocation,
  type PropertyBag,
} from '@postbus/mapi';
import {
  type EntityOptions,
  type MultipartOptions,
  type WrittenEntity,
  textField,
  writeLeaf,
  writeMultipart,
} from '@postbus/mime';
import { attachmentEntity } from './attachment-entity.ts';
import { legalContentId } from './content-id.ts';
import { invitationOf } from './invitation.ts';
import { fileEntity, ownContent } from './file-entity.ts';
import { type PlacedAttachment, listedAttachments, shownAttachments } from './inline-attachments.ts';
import { type HtmlBody, type MessageBody, type Picture, encodedHtml, messageBody } from './message-body.ts';
import { isOtherForm } from './other-form.ts';
import { signedContent } from './signed-content.ts';
import { encodedText, preferredCharset } from './text-charset.ts';
import type { Writing } from './to-mime-options.ts';
import { bytesIn, textIn } from './value-in.ts';

/** Writes one entity; `options` carry the fields that stand before its own. */
export type WriteEntity = (options: EntityOptions) => WrittenEntity;
/** Writes a message that is embedded in another. */
export type WriteEmbedded = (message: MessageObject) => WrittenEntity;

/** The content of `message` with `fields` before it. @throws {OxcmailError} as `toMime` */
export function contentEntity(
  message: MessageObject,
  fields: readonly string[],
  writing: Writing,
  writeEmbedded: WriteEmbedded,
): WrittenEntity {
  const signed = signedContent(message, writing);
  const body = messageBody(signed.message, writing);
  const { attachments, write } = bodyWriter(signed.message, body, writing);
  const parts = attachments.map((placed) => ({
    placed,
    entity: signed.entities.get(placed.attachment) ?? attachmentEntity(placed, writing, writeEmbedded),
  }));
  const shown = parts.filter(({ placed }) => placed.isInline).map(({ entity }) => entity);
  const related = relatedWriter(write, [...shown, ...body.pictures.map((one) => pictureEntity(one, writing))], writing);
  const listed = parts.filter(({ placed }) => !placed.isInline).map(({ entity }) => entity);
  if (listed.length === 0) return related({ ...writing.header, fields });
  const whole = signed.bodyIsSigned ? listed : [related(writing.header), ...listed];
  return writeMultipart('mixed', whole, multipartOptions({ ...writing.header, fields }, writing));
}

interface BodyPlan {
  /** Those that are no forms of the body. */
  readonly attachments: readonly PlacedAttachment[];
  readonly write: WriteEntity;
}

/** A text alone, or a multipart/alternative of it, other forms, HTML and an invitation. [MS-OXCMAIL] 2.1.3.3.3 to 2.1.3.3.8 */
function bodyWriter(message: MessageObject, body: MessageBody, writing: Writing): BodyPlan {
  const { text, html } = body;
  const invitation = invitationOf(message, writing);
  const shown = html === undefined ? undefined : shownAttachments(message, html.html, writing, body.shown);
  const placed = (shown?.attachments ?? listedAttachments(message)).filter((_, index) => index !== invitation?.index);
  const isForm = ({ attachment, isInline }: PlacedAttachment) => !isInline && isOtherForm(attachment);
  const beside = [
    ...placed.filter(isForm).map((form) => formEntity(form, writing)),
    ...(html === undefined || shown === undefined ? [] : [htmlEntity(html, shown.html, message, writing)]),
    ...(invitation === undefined ? [] : [invitation.entity]),
  ];
  const write: WriteEntity = (options) => {
    if (beside.length === 0) return textEntity(text, message, options, writing);
    const parts = [textEntity(text, message, writing.header, writing), ...beside];
    return writeMultipart('alternative', parts, multipartOptions(options, writing));
  };
  return { attachments: placed.filter((one) => !isForm(one)), write };
}

function formEntity(placed: PlacedAttachment, writing: Writing): WrittenEntity {
  const { properties } = placed.attachment;
  const content = bytesIn(properties, PidTagAttachDataBinary, writing.resolve) ?? new Uint8Array(0);
  return fileEntity({ ...placed, isInline: true }, ownContent(properties, content), writing);
}

function htmlEntity(body: HtmlBody, html: string, { properties }: MessageObject, writing: Writing): WrittenEntity {
  const { bytes, charset } = encodedHtml(body, html, properties);
  return writeLeaf('text/html', bytes, {
    ...placeOfBody(properties, writing),
    parameters: [['charset', charset]],
    eightBit: writing.options.eightBit === true,
  });
}

/** By what the body is referred to, and its addresses count from. RFC 2557 4.2, 5 */
function placeOfBody(bag: PropertyBag, { header }: Writing): EntityOptions {
  const location = textIn(bag, PidTagBodyContentLocation);
  const contentId = legalContentId(textIn(bag, PidTagBodyContentId));
  return {
    ...header,
    fields: location === undefined ? [] : [textField('Content-Location', location, header)],
    ...(contentId === undefined ? {} : { contentId: `<${contentId}>` }),
  };
}

/** A text as an entity, in the smallest charset that carries it. [MS-OXCMAIL] 2.1.3.3.3 */
export function textEntity(
  text: string,
  { properties }: MessageObject,
  options: EntityOptions,
  { options: { eightBit } }: Writing,
): WrittenEntity {
  const { bytes, charset } = encodedText(withCrlf(text), preferredCharset(properties));
  return writeLeaf('text/plain', bytes, {
    ...options,
    parameters: [['charset', charset]],
    eightBit: eightBit === true,
  });
}

/** Line ends of MIME. RFC 2046 4.1.1 */
function withCrlf(text: string): string {
  return /\r(?!\n)|(?<!\r)\n/.test(text) ? text.replace(/\r\n|\r|\n/g, '\r\n') : text;
}

/** `body` with what it shows beside it. [MS-OXCMAIL] 2.1.3.3.5, RFC 2387 */
function relatedWriter(body: WriteEntity, shown: readonly WrittenEntity[], writing: Writing): WriteEntity {
  if (shown.length === 0) return body;
  const parameters = [['type', 'multipart/alternative']] as const;
  return (options) =>
    writeMultipart('related', [body(writing.header), ...shown], multipartOptions({ ...options, parameters }, writing));
}

function pictureEntity({ contentId, mediaType, bytes }: Picture, { header }: Writing): WrittenEntity {
  return writeLeaf(mediaType, bytes, { ...header, contentId: `<${contentId}>`, disposition: { type: 'inline' } });
}

function multipartOptions(options: EntityOptions, { options: { boundary } }: Writing): MultipartOptions {
  return boundary === undefined ? options : { ...options, boundary };
}
