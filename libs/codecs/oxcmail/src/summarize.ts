/** The summary of a message for list views, from its properties. [MS-ASEMAIL] 2.2.2 */
import { toHex, utf8Bytes } from '@postbus/bytes';
import {
  AttachMethod,
  type AttachmentObject,
  type ExternalValue,
  type MessageObject,
  type OneOff,
  PidTagAddressType,
  PidTagAttachContentId,
  PidTagAttachContentLocation,
  PidTagAttachFlags,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachSize,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagConversationId,
  PidTagConversationIndex,
  PidTagConversationTopic,
  PidTagDisplayCc,
  PidTagDisplayName,
  PidTagDisplayTo,
  PidTagEmailAddress,
  PidTagHtml,
  PidTagImportance,
  PidTagInReplyToId,
  PidTagInternetCodepage,
  PidTagInternetMessageId,
  PidTagInternetReferences,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PidTagMessageSize,
  PidTagNativeBody,
  PidTagNormalizedSubject,
  PidTagReadReceiptRequested,
  PidTagRecipientType,
  PidTagRtfCompressed,
  PidTagSensitivity,
  PidTagSmtpAddress,
  PidTagSubject,
  type PropertyBag,
  RecipientType,
  conversationIdOf,
  epochMsOf,
  isExternal,
} from '@postbus/mapi';
import { groupUser, senderGroup, sentRepresentingGroup } from './address-group.ts';
import { attRenderedInBody } from './attachment-properties.ts';
import { messageMarks } from './message-marks.ts';
import type { AttachmentSummary, BodySizes, MessageSummary, SummaryAddress } from './message-summary.ts';
import { previewOf } from './preview.ts';
import { replyRecipients } from './reply-recipients.ts';
import { resolverOf } from './resolve-value.ts';
import { normalizeSubject } from './subject.ts';
import { MessageClass, MessageFlag } from './to-message-object.ts';
import { isContact } from './to-mime/vcard-entity.ts';

const utf8CodePage = 65001;

/**
 * @param source the original MIME, where there is one: previews of long bodies are read from it, and its length told
 */
export function summarize(message: MessageObject, source?: Uint8Array): MessageSummary {
  const { properties } = message;
  const text = (definition: typeof PidTagSubject) => properties.get(definition) ?? '';
  const attachments = message.attachments.map(attachmentSummary);
  const subject = text(PidTagSubject);
  return {
    messageClass: properties.get(PidTagMessageClass) ?? MessageClass.note,
    subject,
    normalizedSubject: properties.get(PidTagNormalizedSubject) ?? normalizeSubject(subject).normalized,
    ...senders(properties),
    ...recipients(message),
    replyTo: replyRecipients(properties).map(addressOf),
    displayTo: text(PidTagDisplayTo),
    displayCc: text(PidTagDisplayCc),
    ...times(properties),
    importance: (properties.get(PidTagImportance) ?? 1) as MessageSummary['importance'],
    sensitivity: (properties.get(PidTagSensitivity) ?? 0) as MessageSummary['sensitivity'],
    read: ((properties.get(PidTagMessageFlags) ?? 0) & MessageFlag.mfRead) !== 0,
    ...messageMarks(properties),
    preview: previewOf(message, source && resolverOf(source)),
    bodySizes: bodySizes(properties, source),
    nativeBody: (properties.get(PidTagNativeBody) ?? 0) as MessageSummary['nativeBody'],
    codePage: properties.get(PidTagInternetCodepage) ?? utf8CodePage,
    ...conversation(properties),
    ...ids(properties),
    readReceiptRequested: properties.get(PidTagReadReceiptRequested) ?? false,
    hasAttachments: message.attachments.some((one) => one.properties.get(PidTagAttachmentHidden) !== true),
    attachments,
    size: properties.get(PidTagMessageSize) ?? source?.length ?? 0,
  };
}

function senders(bag: PropertyBag): Pick<MessageSummary, 'from' | 'sender'> {
  const from = groupUser(bag, sentRepresentingGroup);
  const sender = groupUser(bag, senderGroup);
  const other = sender !== undefined && sender.emailAddress.toLowerCase() !== from?.emailAddress.toLowerCase();
  return {
    ...(from === undefined ? {} : { from: addressOf(from) }),
    ...(other ? { sender: addressOf(sender) } : {}),
  };
}

function recipients(message: MessageObject): Pick<MessageSummary, 'to' | 'cc' | 'bcc'> {
  const of = (type: number) =>
    message.recipients.filter((row) => ((row.get(PidTagRecipientType) ?? 0) & 0xf) === type).map(recipientAddress);
  return { to: of(RecipientType.to), cc: of(RecipientType.cc), bcc: of(RecipientType.bcc) };
}

function recipientAddress(row: PropertyBag): SummaryAddress {
  const smtp = row.get(PidTagSmtpAddress);
  const addressType = smtp === undefined ? (row.get(PidTagAddressType) ?? 'SMTP') : 'SMTP';
  const emailAddress = smtp ?? row.get(PidTagEmailAddress) ?? '';
  return addressOf({ displayName: row.get(PidTagDisplayName) ?? '', addressType, emailAddress });
}

/** A name that is only the address says nothing more. */
function addressOf({ displayName, addressType, emailAddress }: OneOff): SummaryAddress {
  const name = displayName === emailAddress ? '' : displayName;
  return { name, address: emailAddress, ...(addressType === 'SMTP' ? {} : { addressType }) };
}

function times(bag: PropertyBag): Pick<MessageSummary, 'submittedAt' | 'receivedAt'> {
  const submitted = bag.get(PidTagClientSubmitTime);
  const received = bag.get(PidTagMessageDeliveryTime) ?? submitted;
  return {
    ...(submitted === undefined ? {} : { submittedAt: epochMsOf(submitted) }),
    ...(received === undefined ? {} : { receivedAt: epochMsOf(received) }),
  };
}

function bodySizes(bag: PropertyBag, source: Uint8Array | undefined): BodySizes {
  const text = bag.get(PidTagBody);
  const html = bag.get(PidTagHtml);
  const rtf = bag.get(PidTagRtfCompressed);
  return {
    ...(text === undefined ? {} : { text: isExternal(text) ? text.size : utf8Bytes(text).length }),
    ...(html === undefined ? {} : { html: sizeOf(html) }),
    ...(rtf === undefined ? {} : { rtf: sizeOf(rtf) }),
    ...(source === undefined ? {} : { mime: source.length }),
  };
}

function sizeOf(value: Uint8Array | ExternalValue): number {
  return isExternal(value) ? value.size : value.length;
}

function conversation(
  bag: PropertyBag,
): Pick<MessageSummary, 'conversationId' | 'conversationIndex' | 'conversationTopic'> {
  const index = bag.get(PidTagConversationIndex);
  const topic = bag.get(PidTagConversationTopic) ?? bag.get(PidTagNormalizedSubject) ?? '';
  const id = bag.get(PidTagConversationId) ?? conversationIdOf({ tracking: index !== undefined, index, topic })!;
  return { conversationId: toHex(id), conversationIndex: toHex(index ?? new Uint8Array(0)), conversationTopic: topic };
}

function ids(bag: PropertyBag): Pick<MessageSummary, 'messageId' | 'inReplyTo' | 'references'> {
  const messageId = bag.get(PidTagInternetMessageId);
  const inReplyTo = bag.get(PidTagInReplyToId);
  const references = (bag.get(PidTagInternetReferences) ?? '').split(/\s+/).filter((id) => id !== '');
  return {
    ...(messageId === undefined ? {} : { messageId }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    references,
  };
}

function attachmentSummary({ properties, embedded }: AttachmentObject, index: number): AttachmentSummary {
  const inline = ((properties.get(PidTagAttachFlags) ?? 0) & attRenderedInBody) !== 0;
  const contentId = properties.get(PidTagAttachContentId);
  const contentLocation = properties.get(PidTagAttachContentLocation);
  const name = properties.get(PidTagAttachLongFilename) ?? properties.get(PidTagDisplayName) ?? '';
  // What opens messages opens no vCard, which is what a Contact is given out as.
  const contact = embedded !== undefined && isContact(embedded);
  return {
    index,
    displayName: contact && !/\.vcf$/i.test(name) ? `${name}.vcf` : name,
    contentType: properties.get(PidTagAttachMimeTag) ?? 'application/octet-stream',
    ...(contentId === undefined ? {} : { contentId }),
    ...(contentLocation === undefined ? {} : { contentLocation }),
    method: contact ? AttachMethod.afByValue : (properties.get(PidTagAttachMethod) ?? 0),
    size: properties.get(PidTagAttachSize) ?? 0,
    inline,
    ...(!inline && properties.get(PidTagAttachmentHidden) === true ? { hidden: true } : {}),
  };
}
