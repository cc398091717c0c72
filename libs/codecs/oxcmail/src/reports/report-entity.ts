/** Message objects of the REPORT classes as multipart/report. [MS-OXCMAIL] 2.1.3.6, RFC 6522 */
import { utf8Bytes } from '@postbus/bytes';
import {
  type AttachmentObject,
  type MessageObject,
  PidTagAddressType,
  PidTagAttachMimeTag,
  PidTagBody,
  PidTagDisplayName,
  PidTagEmailAddress,
  PidTagEntryId,
  PidTagHtml,
  PidTagMessageClass,
  PidTagNonDeliveryReportDiagCode,
  PidTagNonDeliveryReportReasonCode,
  PidTagNonDeliveryReportStatusCode,
  PidTagOriginalMessageId,
  PidTagOriginalSubject,
  PidTagOriginalSubmitTime,
  PidTagParentKey,
  PidTagRemoteMessageTransferAgent,
  PidTagReportingMessageTransferAgent,
  PidTagRtfCompressed,
  PidTagSmtpAddress,
  PidTagSupplementaryInfo,
  PropertyBag,
} from '@postbus/mapi';
import {
  type HeaderWriteOptions,
  type WrittenEntity,
  addressField,
  dateField,
  idField,
  textField,
  writeLeaf,
  writeMultipart,
} from '@postbus/mime';
import { senderGroup, sentRepresentingGroup } from '../address-group.ts';
import { attachmentEntity } from '../to-mime/attachment-entity.ts';
import { type WriteEmbedded, contentEntity } from '../to-mime/content-entity.ts';
import { listedAttachments } from '../to-mime/inline-attachments.ts';
import type { Writing } from '../to-mime/to-mime-options.ts';
import { inlineBytesIn, integerIn, textIn, timeIn } from '../to-mime/value-in.ts';
import { type UserProperties, internetAddress, userIn, writtenAddress } from '../to-mime/written-address.ts';
import { type WrittenRecipientStatus, addressTypeOf, deliveryStatusText } from './delivery-status.ts';
import { dispositionNotificationText } from './disposition-notification.ts';
import { originalSenderGroup } from './original-message.ts';
import { type DeliveryAction, type ReadStatus, type ReportKind, reportKindOf } from './report-class.ts';
import { reportText } from './report-text.ts';
import { writtenStatus } from './status-code.ts';

/** Who reports, where the message does not tell. RFC 2606 2 */
const nameless = 'localhost.invalid';
const returnedTypes = new Set(['text/rfc822-headers', 'message/global-headers']);
const rowUser: UserProperties = {
  name: PidTagDisplayName,
  entryId: PidTagEntryId,
  addressType: PidTagAddressType,
  emailAddress: PidTagEmailAddress,
  smtpAddress: PidTagSmtpAddress,
};

/**
 * A multipart/report of what people read, what programs read, and the original where it is attached.
 *
 * @param fields the header of the message
 * @returns undefined where `message` is no report
 * @throws {OxcmailError} as `toMime`
 */
export function reportEntity(
  message: MessageObject,
  fields: readonly string[],
  writing: Writing,
  writeEmbedded: WriteEmbedded,
): WrittenEntity | undefined {
  const report = reportKindOf(textIn(message.properties, PidTagMessageClass) ?? '');
  if (report === undefined) return undefined;
  const returned = message.attachments.find(isReturned);
  const others = message.attachments.filter((attachment) => attachment !== returned);
  const parts = [
    contentEntity(readable(message, report, others), [], writing, writeEmbedded),
    statusPart(message, report, writing),
    ...returnedPart(message, returned, writing, writeEmbedded),
  ];
  const { boundary } = writing.options;
  return writeMultipart('report', parts, {
    ...writing.header,
    fields: reportFields(message, report, fields, writing),
    parameters: [['report-type', report.kind]],
    ...(boundary !== undefined && { boundary }),
  });
}

/** The message whose body people read: with a text where it has none, without what is given back. */
function readable(message: MessageObject, report: ReportKind, attachments: readonly AttachmentObject[]): MessageObject {
  const { properties } = message;
  const hasBody = [PidTagBody, PidTagHtml, PidTagRtfCompressed].some((definition) => properties.has(definition));
  if (hasBody) return { ...message, attachments };
  return {
    ...message,
    attachments,
    properties: new PropertyBag(properties).set(PidTagBody, reportText(message, report)),
  };
}

/**
 * A delivery report goes to who sent the original: its recipients are those that it reports on. Auto-Submitted keeps
 * programs from answering it. RFC 3834 5
 */
function reportFields(
  { properties }: MessageObject,
  report: ReportKind,
  fields: readonly string[],
  { options, header }: Writing,
): string[] {
  const written = fields.some((field) => /^auto-submitted:/i.test(field))
    ? [...fields]
    : [...fields, 'Auto-Submitted: auto-replied'];
  if (report.kind === 'disposition-notification') return written;
  const others = written.filter((field) => !/^(?:to|cc|bcc):/i.test(field));
  const sender = userIn(properties, originalSenderGroup);
  if (sender === undefined) return others;
  return [addressField('To', [writtenAddress(sender, options)], header), ...others];
}

function statusPart(message: MessageObject, report: ReportKind, writing: Writing): WrittenEntity {
  if (report.kind === 'delivery-status') return deliveryStatusPart(message, report.action, writing);
  return notificationPart(message, report.status, writing);
}

/**
 * 7-bit as RFC 3464 2 asks; of a type of its own where an address is not ASCII, RFC 6533.
 * @param write the content, with UTF-8 in it or without
 */
function machinePart(
  subtype: string,
  addresses: readonly string[],
  { header }: Writing,
  write: (options: HeaderWriteOptions) => string,
): WrittenEntity {
  if (addresses.every((address) => addressTypeOf(address) === 'rfc822')) {
    return writeLeaf(`message/${subtype}`, utf8Bytes(write({})), { ...header, transferEncoding: '7bit' });
  }
  const bytes = utf8Bytes(write({ utf8: true }));
  return writeLeaf(`message/global-${subtype}`, bytes, { ...header, eightBit: header.utf8 === true });
}

/** [MS-OXCMAIL] 2.1.3.6.1 */
function deliveryStatusPart(message: MessageObject, action: DeliveryAction, writing: Writing): WrittenEntity {
  const reportingMta = textIn(message.properties, PidTagReportingMessageTransferAgent) ?? nameless;
  const reported = message.recipients.flatMap((row) => recipientStatus(row, action, writing) ?? []);
  const addresses = reported.map(({ address }) => address);
  return machinePart('delivery-status', addresses, writing, (options) =>
    deliveryStatusText(reportingMta, reported, options),
  );
}

function recipientStatus(
  row: PropertyBag,
  action: DeliveryAction,
  { options }: Writing,
): WrittenRecipientStatus | undefined {
  const user = userIn(row, rowUser);
  const address = user === undefined ? '' : internetAddress(user, options);
  if (user === undefined || address === '') return undefined;
  const diagnostic = integerIn(row, PidTagNonDeliveryReportDiagCode);
  const reason = integerIn(row, PidTagNonDeliveryReportReasonCode);
  const codes = {
    ...(diagnostic !== undefined && { diagnostic: diagnostic | 0 }),
    ...(reason !== undefined && { reason }),
  };
  return {
    address,
    action,
    status: writtenStatus(action, integerIn(row, PidTagNonDeliveryReportStatusCode), codes),
    remoteMta: textIn(row, PidTagRemoteMessageTransferAgent),
    supplementaryInfo: textIn(row, PidTagSupplementaryInfo),
    displayName: user.displayName === address ? undefined : user.displayName || undefined,
  };
}

/** [MS-OXCMAIL] 2.1.3.6.2 */
function notificationPart({ properties }: MessageObject, status: ReadStatus, writing: Writing): WrittenEntity {
  const reader = userIn(properties, senderGroup) ?? userIn(properties, sentRepresentingGroup);
  const finalRecipient = reader === undefined ? '' : internetAddress(reader, writing.options);
  const notification = {
    status,
    finalRecipient,
    correlationKey: inlineBytesIn(properties, PidTagParentKey),
    originalMessageId: textIn(properties, PidTagOriginalMessageId),
    displayName: reader?.displayName === finalRecipient ? undefined : reader?.displayName || undefined,
  };
  return machinePart('disposition-notification', [finalRecipient], writing, (options) =>
    dispositionNotificationText(notification, options),
  );
}

/** What is given back of the original: an embedded message, or its header. RFC 6522 3 */
function isReturned({ embedded, properties }: AttachmentObject): boolean {
  return embedded !== undefined || returnedTypes.has(textIn(properties, PidTagAttachMimeTag)?.toLowerCase() ?? '');
}

function returnedPart(
  message: MessageObject,
  returned: AttachmentObject | undefined,
  writing: Writing,
  writeEmbedded: WriteEmbedded,
): WrittenEntity[] {
  if (returned === undefined) return returnedHeader(message, writing);
  const [placed] = listedAttachments({ ...message, attachments: [returned] });
  return [attachmentEntity(placed!, writing, writeEmbedded)];
}

/** What is known of the header of an original that is not attached. */
function returnedHeader({ properties }: MessageObject, { header }: Writing): WrittenEntity[] {
  const subject = textIn(properties, PidTagOriginalSubject);
  const sentAt = timeIn(properties, PidTagOriginalSubmitTime);
  if (subject === undefined && sentAt === undefined) return [];
  const messageId = textIn(properties, PidTagOriginalMessageId);
  const fields = [
    ...(sentAt === undefined ? [] : [dateField('Date', sentAt)]),
    ...(subject === undefined ? [] : [textField('Subject', subject)]),
    ...(messageId === undefined ? [] : [idField('Message-ID', [messageId])]),
  ];
  return [writeLeaf('text/rfc822-headers', utf8Bytes(fields.map((field) => `${field}\r\n`).join('')), header)];
}
