/**
 * Signed parts of a message put back whole, as long as what is shown of them is what they hold: the body and the
 * attachments that were made of one are left out then, and stand in it alone. docs/adr/0016
 */
import { equalBytes } from '@postbus/bytes';
import {
  type AttachmentObject,
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachMimeTag,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagHtml,
  PidTagRtfCompressed,
  PidTagSubject,
  PropertyBag,
  isExternal,
} from '@postbus/mapi';
import { type MimeEntity, type WrittenEntity, multipartEntity, parseMime, writtenEntity } from '@postbus/mime';
import { bodyContent } from '../body-content.ts';
import { type Conversion, defaultConversion } from '../conversion-options.ts';
import { type AttachedPart, messageParts } from '../message-parts.ts';
import { resolveText } from '../resolve-value.ts';
import type { Writing } from './to-mime-options.ts';
import { bytesIn, isTrue, textIn } from './value-in.ts';
import { isContact } from './vcard-entity.ts';

export interface SignedContent {
  /** The message without what its signed parts hold. */
  readonly message: MessageObject;
  /** What is written of attachments that are signed parts. */
  readonly entities: ReadonlyMap<AttachmentObject, WrittenEntity>;
  readonly bodyIsSigned: boolean;
}

/** What a signed part holds of a message. */
interface Held {
  readonly attachments: number;
  readonly body: boolean;
}

/** Types whose file is made of the part, and is not its content. [MS-OXCMAIL] 2.2.3.4.2, 2.2.3.4.5 */
const madeFile = /^(?:multipart\/|message\/external-body$|application\/(?:applefile|mac-binhex40)$)/;

/** @throws {OxcmailError} as `writing.resolve` does */
export function signedContent(message: MessageObject, writing: Writing): SignedContent {
  const none = { message, entities: new Map<AttachmentObject, WrittenEntity>(), bodyIsSigned: false };
  if (!message.attachments.some(isSignedPart)) return none;
  const attachments: AttachmentObject[] = [];
  const entities = new Map<AttachmentObject, WrittenEntity>();
  let bodyIsSigned = false;
  for (let at = 0; at < message.attachments.length;) {
    const attachment = message.attachments[at++]!;
    const part = signedPartOf(attachment, writing);
    if (part === undefined) {
      attachments.push(attachment);
      continue;
    }
    const held = heldBy(part, message, at, bodyIsSigned, writing);
    // What is shown of it was changed, and is written as it is now.
    if (held === undefined) continue;
    attachments.push(attachment);
    entities.set(attachment, writtenEntity(part.source));
    bodyIsSigned ||= held.body;
    at += held.attachments;
  }
  const properties = bodyIsSigned ? withoutBody(message.properties) : message.properties;
  return { message: { ...message, properties, attachments }, entities, bodyIsSigned };
}

function isSignedPart({ properties }: AttachmentObject): boolean {
  return isTrue(properties, PidTagAttachmentHidden) && textIn(properties, PidTagAttachMimeTag) === 'multipart/signed';
}

function signedPartOf(attachment: AttachmentObject, { resolve }: Writing): MimeEntity | undefined {
  if (!isSignedPart(attachment)) return undefined;
  const content = bytesIn(attachment.properties, PidTagAttachDataBinary, resolve);
  const part = content === undefined ? undefined : parseMime(content);
  return part !== undefined && part.contentType.is('multipart/signed') && part.parts.length > 0 ? part : undefined;
}

/** Undefined where the message shows something else than `part` holds. @param from where the attachments after it begin */
function heldBy(
  part: MimeEntity,
  message: MessageObject,
  from: number,
  bodyIsKnown: boolean,
  writing: Writing,
): Held | undefined {
  const held = heldByPart(part, message, from, bodyIsKnown, writing);
  if (held !== undefined || part.epilogue !== undefined) return held;
  // It has no end of its own, and what it holds can depend on there being a delimiter after it.
  const [inMultipart] = parseMime(multipartEntity('mixed', [part.source])).parts;
  return inMultipart === undefined ? undefined : heldByPart(inMultipart, message, from, bodyIsKnown, writing);
}

function heldByPart(
  part: MimeEntity,
  message: MessageObject,
  from: number,
  bodyIsKnown: boolean,
  writing: Writing,
): Held | undefined {
  const shows = (attached: readonly AttachedPart[]) =>
    attached.every((one, index) => isOf(message.attachments[from + index], one, writing));
  if (!bodyIsKnown) {
    const body = bodyContent(messageParts(part), conversionOf(part));
    const hasBody = body.text !== undefined || body.html !== undefined;
    const { attached } = body;
    if (shows(attached) && (!hasBody || hasBodyOf(message, body, writing))) {
      return { attachments: attached.length, body: hasBody };
    }
  }
  const { attached } = messageParts(part, 'taken');
  return shows(attached) ? { attachments: attached.length, body: false } : undefined;
}

function conversionOf(part: MimeEntity): Conversion {
  return {
    ...defaultConversion,
    deliveredAt: undefined,
    original: part.source,
    depth: 0,
    derived: { left: defaultConversion.derivedLimit },
    bodyInlineLimit: Infinity,
    uuencodedFiles: 0,
  };
}

/** Whether each form that `body` has is that of the message. */
function hasBodyOf(
  { properties }: MessageObject,
  { text, html }: ReturnType<typeof bodyContent>,
  { resolve }: Writing,
): boolean {
  if (html instanceof Uint8Array) {
    const shown = bytesIn(properties, PidTagHtml, resolve);
    if (shown === undefined || !equalBytes(shown, html)) return false;
  }
  if (typeof text !== 'string') return true;
  const shown = properties.get(PidTagBody);
  return (
    (typeof shown === 'string' || isExternal(shown)) && comparable(resolveText(shown, resolve)) === comparable(text)
  );
}

/** Formats differ in line ends, and in what may follow the last. */
function comparable(text: string): string {
  return text.replace(/\r\n?/g, '\n').trimEnd();
}

/** Whether `attachment` is what was made of an attached part. */
function isOf(attachment: AttachmentObject | undefined, { part }: AttachedPart, { resolve }: Writing): boolean {
  if (attachment === undefined) return false;
  const { properties, embedded } = attachment;
  if (embedded !== undefined) {
    if (part.message === undefined) return isContact(embedded) && part.contentType.type === 'text';
    return (textIn(embedded.properties, PidTagSubject) ?? '') === (part.message.headers.first('Subject')?.text ?? '');
  }
  const content = bytesIn(properties, PidTagAttachDataBinary, resolve);
  if (content === undefined) return false;
  return madeFile.test(part.contentType.mediaType) || equalBytes(content, part.content());
}

function withoutBody(bag: PropertyBag): PropertyBag {
  const rest = new PropertyBag(bag);
  for (const form of [PidTagBody, PidTagHtml, PidTagRtfCompressed]) rest.delete(form);
  return rest;
}
