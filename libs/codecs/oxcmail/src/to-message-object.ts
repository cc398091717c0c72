/** A MIME message as a Message object. [MS-OXCMAIL] 2.2, [MS-OXOSMIME] 2.2 */
import {
  type AttachmentObject,
  type MessageObject,
  PidLidInfoPathFormName,
  PidNameContentClass,
  PidNameContentType,
  PidTagAttachmentHidden,
  PidTagHasAttachments,
  PidTagMessageClass,
  PidTagMessageFlags,
  PidTagMessageSize,
  PidTagNativeBody,
  PidTagRead,
  PropertyBag,
} from '@postbus/mapi';
import type { MimeEntity } from '@postbus/mime';
import {
  type SecureKind,
  SecureMessageClass,
  clearSignedAttachment,
  secureFormClass,
  secureKindOf,
  secureMessageClass,
  signedPartAttachment,
} from '@postbus/oxosmime';
import { attachmentObject, foundFileObject } from './attachment-properties.ts';
import { type BodyContent, bodyContent } from './body-content.ts';
import { NativeBody, setBody } from './body-properties.ts';
import { contentClassOf, infoPathFormName } from './content-class.ts';
import { type Conversion, type ToMessageOptions, defaultConversion } from './conversion-options.ts';
import { setConversation } from './conversation.ts';
import { setEnvelope } from './envelope.ts';
import { type MessageParts, messageParts } from './message-parts.ts';
import { type KeptParts, keptParts } from './signed-parts.ts';
import { setNamedHeaders, setTransportHeaders } from './named-headers.ts';
import { recipientTable, setSenders } from './recipients.ts';
import { readReport } from './reports/read-report.ts';
import { setReservedFields } from './reserved-fields.ts';
import { shownIn } from './shown-parts.ts';
import { setSubject } from './subject.ts';
import { mergeTnef, tnefAttachments } from './tnef-merge.ts';
import { type TnefPart, tnefPart } from './tnef-part.ts';

/** Bits of PidTagMessageFlags. [MS-OXCMSG] 2.2.1.6 */
export const MessageFlag = { mfRead: 0x1, mfUnmodified: 0x2, mfUnsent: 0x8, mfHasAttach: 0x10 } as const;

export const MessageClass = {
  note: 'IPM.Note',
  /** [MS-OXOSMIME] 2.2.1 */
  clearSigned: SecureMessageClass.clearSigned,
  /** [MS-OXOSMIME] 2.2.2 */
  secure: SecureMessageClass.sealed,
} as const;

/**
 * Converts a parsed message: all its properties, recipients, attachments and embedded messages. Never throws: whatever
 * the bytes, a Message object comes of them.
 *
 * @param mime the message as a whole; its source is the original that slices in the result count in
 * @returns small values held in the object, large ones as slices of the original, which `resolveValue` reads; what is made
 * from the original (a winmail.dat opened, texts joined) held in the object
 */
export function toMessageObject(mime: MimeEntity, options: ToMessageOptions = {}): MessageObject {
  const conversion: Conversion = {
    ...defaultConversion,
    ...options,
    deliveredAt: options.deliveredAt,
    original: mime.source,
    depth: 0,
    derived: { left: options.derivedLimit ?? defaultConversion.derivedLimit },
  };
  return convert(mime, conversion);
}

function convert(message: MimeEntity, conversion: Conversion): MessageObject {
  const properties = new PropertyBag();
  const recipients = setHeader(message, properties, conversion);
  const report = readReport(message, properties, recipients, conversion.recipients);
  const content = contentOf(message, properties, conversion, report?.part);
  if (content.tnef !== undefined) {
    mergeTnef(properties, content.tnef.message.properties, message.headers, conversion);
  }
  const { attachments } = content;
  setContentClass(properties, attachments);
  setState(properties, message, attachments, conversion);
  return { properties, recipients: withTnefRecipients(report?.recipients ?? recipients, content.tnef), attachments };
}

/** What the header tells. [MS-OXCMAIL] 2.2.3.1, 2.2.3.2 */
function setHeader(message: MimeEntity, bag: PropertyBag, conversion: Conversion): PropertyBag[] {
  const { headers } = message;
  const subject = headers.first('Subject')?.text ?? '';
  const { normalized } = setSubject(bag, subject);
  setSenders(headers, bag, conversion);
  const recipients = recipientTable(headers, bag, conversion);
  const { sentAt, deliveredAt } = setEnvelope(
    headers,
    bag,
    conversion.depth === 0 ? conversion.deliveredAt : undefined,
  );
  const messageId = headers.first('Message-ID')?.value ?? `${message.start}-${message.end}`;
  setConversation(bag, { headers, normalizedSubject: normalized, at: sentAt ?? deliveredAt ?? 0, messageId });
  setNamedHeaders(headers, bag, conversion.namedHeaders);
  if (conversion.trustsReservedFields) setReservedFields(headers, bag);
  if (conversion.depth === 0) setTransportHeaders(message, bag, conversion);
  return recipients;
}

interface Content {
  readonly attachments: AttachmentObject[];
  readonly tnef?: TnefPart;
}

/**
 * Class, body and attachments. [MS-OXCMAIL] 2.2.3.3, 2.2.3.4
 * @param status the part of a report that its properties stand for
 */
function contentOf(
  message: MimeEntity,
  bag: PropertyBag,
  conversion: Conversion,
  status: MimeEntity | undefined,
): Content {
  const secure = secureKindOf(message);
  if (secure !== undefined) return { attachments: [secureContent(message, secure, bag, conversion)] };
  if (status === undefined) bag.set(PidTagMessageClass, MessageClass.note);
  const parts = messageParts(message);
  if (status === undefined) return plainContent(message, bag, parts, conversion);
  const attached = parts.attached.filter(({ part }) => part !== status);
  return plainContent(message, bag, { ...parts, attached, signed: [] }, conversion);
}

/** Class and body of a secure message, and its one attachment. [MS-OXOSMIME] 2.2.1, 2.2.2 */
function secureContent(
  message: MimeEntity,
  kind: SecureKind,
  bag: PropertyBag,
  conversion: Conversion,
): AttachmentObject {
  bag.set(PidTagMessageClass, secureMessageClass(message, kind));
  if (kind === 'clear-signed') {
    // Files within a signed text are not promoted, and so stay in the text.
    const body = bodyContent(messageParts(message.parts[0] ?? message), { ...conversion, uuencodedFiles: 0 });
    setBody(bag, body, message.headers);
    return clearSignedAttachment(message, conversion);
  }
  bag.set(PidNameContentType, message.headers.last('Content-Type')?.value).set(PidTagNativeBody, NativeBody.undefined);
  return attachmentObject(wholeBody(message), { number: 0, shown: () => false }, conversion, () => undefined);
}

function plainContent(message: MimeEntity, bag: PropertyBag, parts: MessageParts, conversion: Conversion): Content {
  const kept = keptParts(parts, conversion);
  const body = bodyContent(parts, kept.conversion);
  setBody(bag, body, message.headers);
  const tnef = tnefPart(message.headers, kept.others(body.attached), conversion);
  const attachments = partAttachments(body, tnef, kept, conversion);
  for (const file of body.files) attachments.push(foundFileObject(file, attachments.length));
  if (tnef === undefined) return { attachments };
  return { attachments: [...attachments, ...tnefAttachments(tnef.message, attachments.length)], tnef };
}

/** In the order of the parts, each signed one before what is shown of it; what a TNEF part holds comes after all others. */
function partAttachments(
  body: BodyContent,
  tnef: TnefPart | undefined,
  kept: KeptParts,
  conversion: Conversion,
): AttachmentObject[] {
  const attached = tnef === undefined ? body.attached : body.attached.filter((one) => one !== tnef.attached);
  const shown = shownIn(body);
  const inside = { ...conversion, depth: conversion.depth + 1 };
  const embed = (inner: MimeEntity) => (inside.depth > conversion.embeddedDepth ? undefined : convert(inner, inside));
  return kept
    .among(attached)
    .map((one, number) =>
      'before' in one
        ? signedPartAttachment(one.part, { original: conversion.original, number })
        : attachmentObject(one, { number, shown }, conversion, embed),
    );
}

function wholeBody(message: MimeEntity): MessageParts['attached'][number] {
  return { part: message, related: false, alternative: false };
}

/** A message without To, Cc and Bcc has the recipients of its TNEF, as one embedded in TNEF does. */
function withTnefRecipients(recipients: PropertyBag[], tnef: TnefPart | undefined): readonly PropertyBag[] {
  return recipients.length > 0 || tnef === undefined ? recipients : tnef.message.recipients;
}

/** [MS-OXCMAIL] 2.2.3.2.15 */
function setContentClass(bag: PropertyBag, attachments: readonly AttachmentObject[]): void {
  const contentClass = bag.get(PidNameContentClass);
  const messageClass = bag.get(PidTagMessageClass);
  if (contentClass === undefined) return;
  const form = infoPathFormName(contentClass);
  if (messageClass === MessageClass.note) {
    bag.set(PidTagMessageClass, contentClassOf(contentClass, attachments)).set(PidLidInfoPathFormName, form);
  } else if (form !== undefined) setSecureForm(bag, contentClass, form);
}

/** [MS-OXOSMIME] endnote 3 */
function setSecureForm(bag: PropertyBag, contentClass: string, form: string): void {
  const messageClass = bag.get(PidTagMessageClass);
  const formClass = contentClassOf(contentClass, []);
  const kind = messageClass === MessageClass.clearSigned ? 'clear-signed' : 'sealed';
  if (formClass === undefined || (kind === 'sealed' && messageClass !== MessageClass.secure)) return;
  bag.set(PidTagMessageClass, secureFormClass(formClass, kind)).set(PidLidInfoPathFormName, form);
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
