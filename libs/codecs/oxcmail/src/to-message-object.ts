/** A MIME message as a Message object. [MS-OXCMAIL] 2.2, [MS-OXOSMIME] 2.2 */
import {
  type AttachmentObject,
  type MessageObject,
  PidNameContentType,
  PidTagAttachmentHidden,
  PidTagHasAttachments,
  PidTagMessageClass,
  PidTagMessageFlags,
  PidTagMessageSize,
  PidTagRead,
  PropertyBag,
} from '@postbus/mapi';
import type { MimeEntity } from '@postbus/mime';
import { attachmentObject } from './attachment-properties.ts';
import { setBody } from './body-properties.ts';
import { type Conversion, type ToMessageOptions, defaultConversion } from './conversion-options.ts';
import { setConversation } from './conversation.ts';
import { setEnvelope } from './envelope.ts';
import { htmlReferences } from './html-references.ts';
import { type MessageParts, messageParts } from './message-parts.ts';
import { setNamedHeaders, setTransportHeaders } from './named-headers.ts';
import { recipientTable, setSenders } from './recipients.ts';
import { clearSignedAttachment, isClearSigned, isOpaqueOrEncrypted } from './secure-message.ts';
import { setSubject } from './subject.ts';

/** Bits of PidTagMessageFlags. [MS-OXCMSG] 2.2.1.6 */
export const MessageFlag = { mfRead: 0x1, mfUnmodified: 0x2, mfUnsent: 0x8, mfHasAttach: 0x10 } as const;

export const MessageClass = {
  note: 'IPM.Note',
  /** [MS-OXOSMIME] 2.2.1 */
  clearSigned: 'IPM.Note.SMIME.MultipartSigned',
  /** [MS-OXOSMIME] 2.2.2 */
  secure: 'IPM.Note.SMIME',
} as const;

const noParts: MessageParts = { text: undefined, html: undefined, attached: [] };

/**
 * Converts a parsed message: all its properties, recipients, attachments and embedded messages. Never throws: whatever
 * the bytes, a Message object comes of them.
 *
 * @param mime the message as a whole; its source is the original that slices in the result count in
 * @returns small values held in the object, large ones as slices of the original, which `resolveValue` reads
 */
export function toMessageObject(mime: MimeEntity, options: ToMessageOptions = {}): MessageObject {
  const conversion = {
    ...defaultConversion,
    ...options,
    deliveredAt: options.deliveredAt,
    original: mime.source,
    depth: 0,
  };
  return convert(mime, conversion);
}

function convert(message: MimeEntity, conversion: Conversion): MessageObject {
  const properties = new PropertyBag();
  const recipients = setHeader(message, properties, conversion);
  const secure = secureClass(message);
  properties.set(PidTagMessageClass, secure ?? MessageClass.note);
  if (secure === MessageClass.secure) properties.set(PidNameContentType, message.headers.last('Content-Type')?.value);
  const attachments = setContent(message, properties, conversion, secure);
  setState(properties, message, attachments, conversion);
  return { properties, recipients, attachments };
}

/** What the header tells. [MS-OXCMAIL] 2.2.3.1, 2.2.3.2 */
function setHeader(message: MimeEntity, bag: PropertyBag, conversion: Conversion): PropertyBag[] {
  const { headers } = message;
  const subject = headers.first('Subject')?.text ?? '';
  const { normalized } = setSubject(bag, subject);
  setSenders(headers, bag);
  const recipients = recipientTable(headers, bag, conversion.recipients);
  const { sentAt, deliveredAt } = setEnvelope(
    headers,
    bag,
    conversion.depth === 0 ? conversion.deliveredAt : undefined,
  );
  const messageId = headers.first('Message-ID')?.value ?? `${message.start}-${message.end}`;
  setConversation(bag, { headers, normalizedSubject: normalized, at: sentAt ?? deliveredAt ?? 0, messageId });
  setNamedHeaders(headers, bag, conversion.namedHeaders);
  if (conversion.depth === 0) setTransportHeaders(message, bag, conversion);
  return recipients;
}

function secureClass(message: MimeEntity): string | undefined {
  if (isClearSigned(message)) return MessageClass.clearSigned;
  return isOpaqueOrEncrypted(message) ? MessageClass.secure : undefined;
}

/** Body and attachments. [MS-OXCMAIL] 2.2.3.3, 2.2.3.4 */
function setContent(
  message: MimeEntity,
  bag: PropertyBag,
  conversion: Conversion,
  secure: string | undefined,
): AttachmentObject[] {
  if (secure === MessageClass.clearSigned) {
    setBody(bag, messageParts(message.parts[0]!), conversion);
    return [clearSignedAttachment(message, conversion)];
  }
  const parts = secure === undefined ? messageParts(message) : { ...noParts, attached: [wholeBody(message)] };
  setBody(bag, parts, conversion);
  const references = referencesOf(parts);
  const inside = { ...conversion, depth: conversion.depth + 1 };
  const embed = (inner: MimeEntity) => (inside.depth > conversion.embeddedDepth ? undefined : convert(inner, inside));
  return parts.attached.map((attached, number) =>
    attachmentObject(attached, { number, references }, conversion, embed),
  );
}

function wholeBody(message: MimeEntity): MessageParts['attached'][number] {
  return { part: message, related: false, alternative: false };
}

/** The HTML is looked through only where a part could be in it. */
function referencesOf({ html, attached }: MessageParts): ReadonlySet<string> {
  return html !== undefined && attached.some(({ related }) => related) ? htmlReferences(html.text()) : new Set();
}

function setState(
  bag: PropertyBag,
  message: MimeEntity,
  attachments: readonly AttachmentObject[],
  conversion: Conversion,
): void {
  const listed = attachments.some(({ properties }) => properties.get(PidTagAttachmentHidden) !== true);
  const unsent = message.headers.first('X-Unsent')?.value === '1';
  const flags =
    MessageFlag.mfUnmodified |
    (conversion.read ? MessageFlag.mfRead : 0) |
    (listed ? MessageFlag.mfHasAttach : 0) |
    (unsent ? MessageFlag.mfUnsent : 0);
  bag
    .set(PidTagHasAttachments, listed)
    .set(PidTagMessageFlags, flags)
    .set(PidTagRead, conversion.read)
    .set(PidTagMessageSize, message.end - message.start);
}
