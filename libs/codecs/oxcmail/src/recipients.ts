/** The recipient table and who a message is from. [MS-OXCMAIL] 2.2.3.1 */
import {
  type OneOff,
  PidTagAddressType,
  PidTagDisplayBcc,
  PidTagDisplayCc,
  PidTagDisplayName,
  PidTagDisplayTo,
  PidTagDisplayType,
  PidTagEmailAddress,
  PidTagEntryId,
  PidTagObjectType,
  PidTagOriginatorDeliveryReportRequested,
  PidTagReadReceiptRequested,
  PidTagRecipientDisplayName,
  PidTagRecipientEntryId,
  PidTagRecipientFlags,
  PidTagRecipientOrder,
  PidTagRecipientTrackStatus,
  PidTagRecipientType,
  PidTagReplyRecipientEntries,
  PidTagReplyRecipientNames,
  PidTagResponsibility,
  PidTagRowid,
  PidTagSearchKey,
  PidTagSendRichInfo,
  PidTagSmtpAddress,
  PidTagTransmittableDisplayName,
  PropertyBag,
  RecipientType,
  addressSearchKey,
  flatEntryList,
  oneOffEntryId,
} from '@postbus/mapi';
import { type HeaderList, type Mailbox, mailboxes, parseAddressList } from '@postbus/mime';
import {
  readReceiptGroup,
  reportGroup,
  senderGroup,
  sentRepresentingGroup,
  setGroup,
  smtpUser,
} from './address-group.ts';

/** [MS-OXCDATA] 2.8.3.1: an object of a mail user, shown as one. */
const mailUser = 6;
const recipientFields = [
  ['To', RecipientType.to, PidTagDisplayTo],
  ['Cc', RecipientType.cc, PidTagDisplayCc],
  ['Bcc', RecipientType.bcc, PidTagDisplayBcc],
] as const;

/**
 * Rows for To, Cc and Bcc, and the display texts into `bag`. [MS-OXCMAIL] 2.2.3.1.1, [MS-OXCMSG] 2.1.1.6
 * @param limit most rows that are made
 */
export function recipientTable(headers: HeaderList, bag: PropertyBag, limit: number): PropertyBag[] {
  const rows: PropertyBag[] = [];
  for (const [field, type, display] of recipientFields) {
    const users = mailboxesIn(headers, field)
      .slice(0, limit - rows.length)
      .map(smtpUser);
    for (const user of users) rows.push(recipientRow(user, type, rows.length));
    bag.set(display, users.map(({ displayName }) => displayName).join('; '));
  }
  return rows;
}

/** PidTagSentRepresenting…, PidTagSender…, reply recipients, and whom receipts go to. [MS-OXCMAIL] 2.2.3.1.3 to 2.2.3.1.6 */
export function setSenders(headers: HeaderList, bag: PropertyBag): void {
  const from = mailboxesIn(headers, 'From')[0];
  const sender = mailboxesIn(headers, 'Sender')[0] ?? from;
  if (from !== undefined) setGroup(bag, sentRepresentingGroup, smtpUser(from));
  else if (sender !== undefined) setGroup(bag, sentRepresentingGroup, smtpUser(sender));
  if (sender !== undefined) setGroup(bag, senderGroup, smtpUser(sender));
  setReplyRecipients(bag, mailboxesIn(headers, 'Reply-To').map(smtpUser));
  setReceipts(headers, bag);
}

/** @param users in order; none leave the bag as it is */
export function setReplyRecipients(bag: PropertyBag, users: readonly OneOff[]): void {
  if (users.length === 0) return;
  bag
    .set(PidTagReplyRecipientEntries, flatEntryList(users.map(oneOffEntryId)))
    .set(PidTagReplyRecipientNames, users.map(({ displayName }) => displayName).join('; '));
}

/** [MS-OXCMAIL] 2.2.3.1.5: Disposition-Notification-To asks for read receipts, Return-Receipt-To for those of delivery. */
function setReceipts(headers: HeaderList, bag: PropertyBag): void {
  const read = mailboxesIn(headers, 'Disposition-Notification-To')[0];
  if (read !== undefined) {
    bag.set(PidTagReadReceiptRequested, true);
    setGroup(bag, readReceiptGroup, smtpUser(read));
  }
  const delivery = mailboxesIn(headers, 'Return-Receipt-To')[0];
  if (delivery === undefined) return;
  bag.set(PidTagOriginatorDeliveryReportRequested, true);
  setGroup(bag, reportGroup, smtpUser(delivery));
}

/** The mailboxes of all fields of that name. RFC 5322 allows one; mail has more. */
function mailboxesIn(headers: HeaderList, name: string): Mailbox[] {
  const fields = headers.all(name);
  const list = fields.flatMap((field) => mailboxes(parseAddressList(field.value)));
  return list.filter((mailbox) => mailbox.address !== '' || mailbox.name !== '');
}

/** [MS-OXCMSG] 2.2.3, [MS-OXOMSG] 2.2.3 */
export function recipientRow(user: OneOff, type: number, index: number): PropertyBag {
  const entryId = oneOffEntryId(user);
  return new PropertyBag()
    .set(PidTagRowid, index)
    .set(PidTagRecipientType, type)
    .set(PidTagDisplayName, user.displayName)
    .set(PidTagRecipientDisplayName, user.displayName)
    .set(PidTagTransmittableDisplayName, user.displayName)
    .set(PidTagAddressType, user.addressType)
    .set(PidTagEmailAddress, user.emailAddress)
    .set(PidTagSmtpAddress, user.addressType === 'SMTP' ? user.emailAddress : undefined)
    .set(PidTagEntryId, entryId)
    .set(PidTagRecipientEntryId, entryId)
    .set(PidTagSearchKey, addressSearchKey(user.addressType, user.emailAddress))
    .set(PidTagObjectType, mailUser)
    .set(PidTagDisplayType, 0)
    .set(PidTagRecipientFlags, 1)
    .set(PidTagRecipientTrackStatus, 0)
    .set(PidTagRecipientOrder, index)
    .set(PidTagResponsibility, true)
    .set(PidTagSendRichInfo, false);
}
