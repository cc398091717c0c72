/** What a TNEF part tells of its message, beside what the MIME header tells. [MS-OXCMAIL] 2.2.3.2 */
import {
  type AttachmentObject,
  AttachMethod,
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachFlags,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachNumber,
  PidTagAttachSize,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagConversationId,
  PidTagConversationIndex,
  PidTagConversationIndexTracking,
  PidTagConversationTopic,
  PidTagDisplayBcc,
  PidTagDisplayCc,
  PidTagDisplayName,
  PidTagDisplayTo,
  PidTagHtml,
  PidTagImportance,
  PidTagInternetCodepage,
  PidTagMessageClass,
  PidTagNativeBody,
  PidTagNormalizedSubject,
  PidTagRtfCompressed,
  PidTagSensitivity,
  PidTagSubject,
  PidTagSubjectPrefix,
  type PropertyBag,
  type PropertyDefinition,
  conversationIdOf,
  isConversationIndex,
  isExternal,
} from '@postbus/mapi';
import { utf8Bytes } from '@postbus/bytes';
import type { HeaderList } from '@postbus/mime';
import { nameParts } from './attachment-name.ts';
import { attRenderedInBody, setName } from './attachment-properties.ts';
import { NativeBody } from './body-properties.ts';
import type { Conversion } from './conversion-options.ts';
import { codePageOfDocument, utf8CodePage } from './html-code-page.ts';
import { isOwnProperty } from './own-properties.ts';
import { type ReadableRtf, readableRtf } from './readable-rtf.ts';
import { setSubject } from './subject.ts';
import { mediaTypeOfFile } from './to-mime/media-type-of-file.ts';

/** What the conversion sets whether or not a field tells it. */
const unlessTold: readonly (readonly [fields: readonly string[], definitions: readonly PropertyDefinition[]])[] = [
  [['Subject'], [PidTagSubject, PidTagSubjectPrefix, PidTagNormalizedSubject]],
  [['Importance', 'Priority', 'X-Priority', 'X-MSMail-Priority'], [PidTagImportance]],
  [['Sensitivity'], [PidTagSensitivity]],
  [
    ['Thread-Index'],
    [PidTagConversationIndex, PidTagConversationId, PidTagConversationIndexTracking, PidTagConversationTopic],
  ],
  [
    ['To', 'Cc', 'Bcc'],
    [PidTagDisplayTo, PidTagDisplayCc, PidTagDisplayBcc],
  ],
];
const bodies = keysOf([PidTagBody, PidTagHtml, PidTagRtfCompressed, PidTagInternetCodepage, PidTagNativeBody]);

/** Puts what `tnef` tells into `bag`, but nothing that a field of the header told. */
export function mergeTnef(bag: PropertyBag, tnef: PropertyBag, headers: HeaderList, conversion: Conversion): void {
  const defaults = keysOf(
    unlessTold.flatMap(([fields, definitions]) => (fields.some((name) => headers.has(name)) ? [] : definitions)),
  );
  if (bag.get(PidTagMessageClass) === 'IPM.Note') defaults.add(PidTagMessageClass.key);
  for (const property of tnef) {
    if (isOwnProperty(property.key) || bodies.has(property.key)) continue;
    if (defaults.has(property.key) || bag.find(property.key) === undefined) bag.put(property);
  }
  if (!headers.has('Subject') && tnef.has(PidTagSubject)) setSubject(bag, bag.get(PidTagSubject) ?? '');
  if (!headers.has('Thread-Index')) setConversationId(bag, tnef);
  mergeBodies(bag, tnef, conversion);
}

/** The id follows from the index. [MS-OXOMSG] 2.2.1.2 */
function setConversationId(bag: PropertyBag, tnef: PropertyBag): void {
  const index = tnef.get(PidTagConversationIndex);
  if (index === undefined || !isConversationIndex(index)) return;
  const topic = bag.get(PidTagConversationTopic);
  bag
    .set(PidTagConversationIndexTracking, true)
    .set(PidTagConversationId, conversationIdOf({ tracking: true, index, topic }));
}

/**
 * The formatted body of the sender, and the text beside it: its own, else that of the MIME message. RTF has beside it the
 * HTML that it was made of.
 */
function mergeBodies(bag: PropertyBag, tnef: PropertyBag, conversion: Conversion): void {
  const html = tnef.get(PidTagHtml);
  const rtf = tnef.get(PidTagRtfCompressed);
  const text = tnef.get(PidTagBody);
  if (html === undefined && rtf === undefined && text === undefined) return;
  bag.set(PidTagBody, text).set(PidTagRtfCompressed, rtf);
  if (html !== undefined) {
    const told = tnef.get(PidTagInternetCodepage);
    const codePage = told ?? (html instanceof Uint8Array ? codePageOfDocument(html) : undefined);
    bag.set(PidTagHtml, html).set(PidTagInternetCodepage, codePage);
  }
  const native = rtf !== undefined ? 'rtf' : html !== undefined || bag.has(PidTagHtml) ? 'html' : 'plainText';
  bag.set(PidTagNativeBody, tnef.get(PidTagNativeBody) ?? NativeBody[native]);
  if (html === undefined && rtf instanceof Uint8Array) setReadable(bag, readableRtf(rtf, conversion));
}

function setReadable(bag: PropertyBag, { html, text }: ReadableRtf): void {
  if (html !== undefined) bag.set(PidTagHtml, utf8Bytes(html)).set(PidTagInternetCodepage, utf8CodePage);
  if (!bag.has(PidTagBody)) bag.set(PidTagBody, text);
}

/** The attachments of `tnef` with what all here have. @param from the number of the first */
export function tnefAttachments({ attachments }: MessageObject, from: number): AttachmentObject[] {
  return attachments.map((attachment, index) => {
    const { properties, embedded } = attachment;
    const data = properties.get(PidTagAttachDataBinary);
    const name = properties.get(PidTagAttachLongFilename);
    if (name !== undefined) setName(properties, nameParts(name));
    const shown = ((properties.get(PidTagAttachFlags) ?? 0) & attRenderedInBody) !== 0;
    properties
      .set(PidTagAttachNumber, from + index)
      .set(PidTagDisplayName, properties.get(PidTagDisplayName) ?? name)
      .set(PidTagAttachmentHidden, properties.get(PidTagAttachmentHidden) ?? shown)
      .set(PidTagAttachMethod, methodOf(attachment));
    if (embedded === undefined && data !== undefined) {
      properties.set(PidTagAttachSize, isExternal(data) ? data.size : data.length);
    }
    if (data instanceof Uint8Array && isFileOfNoType(attachment)) {
      properties.set(PidTagAttachMimeTag, mediaTypeOfFile(properties, data));
    }
    return attachment;
  });
}

/** Outlook tells of few files what they are. [MS-OXCMSG] 2.2.2.29 */
function isFileOfNoType({ properties }: AttachmentObject): boolean {
  return properties.get(PidTagAttachMethod) === AttachMethod.afByValue && !properties.has(PidTagAttachMimeTag);
}

function methodOf({ properties, embedded }: AttachmentObject): number {
  if (embedded !== undefined) return AttachMethod.afEmbeddedMessage;
  const told = properties.get(PidTagAttachMethod);
  return told === undefined || told === AttachMethod.afEmbeddedMessage ? AttachMethod.afByValue : told;
}

function keysOf(definitions: readonly PropertyDefinition[]): Set<PropertyDefinition['key']> {
  return new Set(definitions.map(({ key }) => key));
}
