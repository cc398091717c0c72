/** Delivery and read reports as Message objects. [MS-OXCMAIL] 2.2.3.7 */
import {
  type OneOff,
  PidTagClientSubmitTime,
  PidTagInternetReferences,
  PidTagMessageClass,
  PidTagNonDeliveryReportDiagCode,
  PidTagNonDeliveryReportReasonCode,
  PidTagNonDeliveryReportStatusCode,
  PidTagOriginalDeliveryTime,
  PidTagOriginalDisplayTo,
  PidTagOriginalMessageId,
  PidTagParentKey,
  PidTagReceiptTime,
  PidTagRemoteMessageTransferAgent,
  PidTagReportDisposition,
  PidTagReportDispositionMode,
  PidTagReportText,
  PidTagReportTime,
  PidTagReportingMessageTransferAgent,
  PidTagSentRepresentingName,
  PidTagSupplementaryInfo,
  type PropertyBag,
  RecipientType,
} from '@postbus/mapi';
import type { MimeEntity } from '@postbus/mime';
import { senderGroup, sentRepresentingGroup, setGroup } from '../address-group.ts';
import { recipientRow } from '../recipients.ts';
import { type RecipientStatus, parseDeliveryStatus } from './delivery-status.ts';
import { parseDispositionNotification, readStatusOf } from './disposition-notification.ts';
import { setOriginal } from './original-message.ts';
import { type DeliveryAction, deliveryActions, reportClass } from './report-class.ts';
import { nonDeliveryCodes, statusCodeIn, statusNumber, statusOfAction } from './status-code.ts';
import { type TypedValue, hostName } from './typed-value.ts';

export interface ReadReport {
  /** The part that programs read: its properties stand for it, so that it is no attachment. */
  readonly part: MimeEntity;
  readonly recipients: PropertyBag[];
}

const statusTypes = new Set(['message/delivery-status', 'message/global-delivery-status']);
const notificationTypes = new Set(['message/disposition-notification', 'message/global-disposition-notification']);

/**
 * Sets class and properties of a report; leaves those of any other message as they are.
 *
 * @param bag what the header told, the time of sending among it
 * @param recipients rows of To, Cc and Bcc: those of a delivery report are the ones that it reports on instead
 * @param most rows that a report may have
 * @returns undefined where `message` is no report, or one that tells nothing
 */
export function readReport(
  message: MimeEntity,
  bag: PropertyBag,
  recipients: PropertyBag[],
  most: number,
): ReadReport | undefined {
  const parts = message.contentType.is('multipart/report') ? message.parts : [message];
  for (const part of parts) {
    const { mediaType } = part.contentType;
    if (statusTypes.has(mediaType)) return deliveryReport(message, part, bag, most);
    if (notificationTypes.has(mediaType)) return readNotification(message, part, bag, recipients);
  }
  return undefined;
}

/** [MS-OXCMAIL] 2.2.3.7.1 */
function deliveryReport(message: MimeEntity, part: MimeEntity, bag: PropertyBag, most: number): ReadReport | undefined {
  const { reportingMta, recipients } = parseDeliveryStatus(part.content(), most);
  const action = mostSevere(recipients);
  if (action === undefined) return undefined;
  bag
    .set(PidTagMessageClass, reportClass({ kind: 'delivery-status', action }))
    .set(PidTagReportingMessageTransferAgent, hostName(reportingMta))
    .set(PidTagReportTime, bag.get(PidTagClientSubmitTime));
  setOriginal(bag, message);
  const reported = recipients.filter((recipient) => recipient.action === action);
  return { part, recipients: rowsOf(reported, bag.get(PidTagClientSubmitTime)) };
}

/** [MS-OXCMAIL] 2.2.3.7.1.1: only recipients of the most severe action are reported. */
function mostSevere(recipients: readonly RecipientStatus[]): DeliveryAction | undefined {
  return deliveryActions.findLast((action) => recipients.some((recipient) => recipient.action === action));
}

function rowsOf(recipients: readonly RecipientStatus[], reportedAt: bigint | undefined): PropertyBag[] {
  const rows: PropertyBag[] = [];
  for (const recipient of recipients) {
    const user = userOf(recipient.finalRecipient ?? recipient.originalRecipient, recipient.displayName);
    if (user === undefined) continue;
    const row = recipientRow(user, RecipientType.to, rows.length);
    setStatus(row, recipient);
    rows.push(row.set(PidTagReportTime, reportedAt));
  }
  return rows;
}

/** [MS-OXCMAIL] 2.2.3.7.1.2, 2.2.3.7.1.3 */
function setStatus(row: PropertyBag, recipient: RecipientStatus): void {
  const { status, diagnosticCode, action } = recipient;
  const code = statusCodeIn(status) ?? statusCodeIn(diagnosticCode) ?? statusOfAction(action);
  const { diagnostic, reason } = nonDeliveryCodes(code);
  const remoteMta = hostName(recipient.remoteMta);
  row
    .set(PidTagRemoteMessageTransferAgent, remoteMta)
    .set(PidTagSupplementaryInfo, recipient.supplementaryInfo ?? supplementaryInfo(recipient, remoteMta, code.text))
    .set(PidTagNonDeliveryReportStatusCode, statusNumber(code))
    .set(PidTagNonDeliveryReportDiagCode, diagnostic)
    .set(PidTagNonDeliveryReportReasonCode, reason);
}

/** `<host #status diagnostic>`, the blank there without the host too. [MS-OXCMAIL] 2.2.3.7.1.2 */
function supplementaryInfo({ diagnosticCode }: RecipientStatus, remoteMta: string | undefined, status: string): string {
  return `<${remoteMta ?? ''} #${status}${diagnosticCode === undefined ? '' : ` ${diagnosticCode}`}>`;
}

/** [MS-OXCMAIL] 2.2.3.7.2 */
function readNotification(
  message: MimeEntity,
  part: MimeEntity,
  bag: PropertyBag,
  recipients: PropertyBag[],
): ReadReport | undefined {
  const notification = parseDispositionNotification(part.content());
  const status = notification === undefined ? undefined : readStatusOf(notification.disposition);
  if (notification === undefined || status === undefined) return undefined;
  const { disposition, originalMessageId } = notification;
  const sentAt = bag.get(PidTagClientSubmitTime);
  bag
    .set(PidTagMessageClass, reportClass({ kind: 'disposition-notification', status }))
    .set(PidTagReportText, disposition.text)
    .set(PidTagReportDisposition, disposition.type)
    .set(PidTagReportDispositionMode, disposition.mode)
    .set(PidTagParentKey, notification.correlationKey)
    .set(PidTagOriginalMessageId, originalMessageId)
    .set(PidTagInternetReferences, originalMessageId)
    .set(PidTagOriginalDeliveryTime, sentAt)
    .set(PidTagReceiptTime, sentAt)
    .set(PidTagReportTime, sentAt);
  setOriginal(bag, message);
  const reader = userOf(notification.originalRecipient ?? notification.finalRecipient, notification.displayName);
  if (!bag.has(PidTagOriginalDisplayTo)) bag.set(PidTagOriginalDisplayTo, reader?.displayName);
  setMissingSender(bag, userOf(notification.finalRecipient, notification.displayName));
  for (const row of recipients) row.set(PidTagReportTime, sentAt);
  return { part, recipients };
}

/** Who read the message is who the report is from, where the header does not tell. */
function setMissingSender(bag: PropertyBag, reader: OneOff | undefined): void {
  if (reader === undefined || bag.has(PidTagSentRepresentingName)) return;
  setGroup(bag, sentRepresentingGroup, reader);
  setGroup(bag, senderGroup, reader);
}

/** An address of the Internet, under any name for it, or one of another type. */
function userOf(address: TypedValue | undefined, displayName: string | undefined): OneOff | undefined {
  if (address === undefined) return undefined;
  const { type, value } = address;
  const isInternet = type === '' || type === 'rfc822' || type === 'utf-8';
  const emailAddress = isInternet ? value.replace(/^<(.*)>$/, '$1') : value;
  if (emailAddress === '') return undefined;
  return {
    displayName: displayName ?? emailAddress,
    addressType: isInternet ? 'SMTP' : type.toUpperCase(),
    emailAddress,
  };
}
