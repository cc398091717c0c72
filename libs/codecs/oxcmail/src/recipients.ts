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
  type Property,
  PropertyBag,
  type PropertyDefinition,
  type PropertyValue,
  RecipientType,
  addressSearchKey,
  flatEntryList,
  oneOffEntryId,
  oneOffEntryIds,
} from '@postbus/mapi';
import { type HeaderList, mailboxes, parseAddressList } from '@postbus/mime';
import {
  readReceiptGroup,
  reportGroup,
  senderGroup,
  sentRepresentingGroup,
  setGroup,
  setGroups,
} from './address-group.ts';
import type { Conversion } from './conversion-options.ts';
import { internetUser } from './imcea.ts';

/** The same in every row. [MS-OXCDATA] 2.8.3.1: an object of a mail user, shown as one. */
const mailUserObject = property(PidTagObjectType, 6);
const mailUserShown = property(PidTagDisplayType, 0);
const sendableRecipient = property(PidTagRecipientFlags, 1);
const noResponse = property(PidTagRecipientTrackStatus, 0);
const responsible = property(PidTagResponsibility, true);
const noRichInfo = property(PidTagSendRichInfo, false);
const recipientFields = [
  ['To', RecipientType.to, PidTagDisplayTo],
  ['Cc', RecipientType.cc, PidTagDisplayCc],
  ['Bcc', RecipientType.bcc, PidTagDisplayBcc],
] as const;

/** What tells how addresses are read. */
type Addresses = Pick<Conversion, 'imceaDomains' | 'recipients'>;

/** Rows for To, Cc and Bcc, and the display texts into `bag`. [MS-OXCMAIL] 2.2.3.1.1, [MS-OXCMSG] 2.1.1.6 */
export function recipientTable(headers: HeaderList, bag: PropertyBag, addresses: Addresses): PropertyBag[] {
  const all: OneOff[] = [];
  const types: number[] = [];
  for (const [field, type, display] of recipientFields) {
    const users = usersIn(headers, field, addresses, addresses.recipients - all.length);
    for (const user of users) {
      all.push(user);
      types.push(type);
    }
    bag.set(display, users.map(({ displayName }) => displayName).join('; '));
  }
  const entryIds = oneOffEntryIds(all);
  return all.map((user, index) => recipientRow(user, types[index]!, index, entryIds[index]));
}

/** PidTagSentRepresenting…, PidTagSender…, reply recipients, and whom receipts go to. [MS-OXCMAIL] 2.2.3.1.3 to 2.2.3.1.6 */
export function setSenders(headers: HeaderList, bag: PropertyBag, addresses: Addresses): void {
  const [from] = usersIn(headers, 'From', addresses, 1);
  const sender = usersIn(headers, 'Sender', addresses, 1)[0] ?? from;
  const representing = from ?? sender;
  if (sender === representing && sender !== undefined) setGroups(bag, [sentRepresentingGroup, senderGroup], sender);
  else {
    if (representing !== undefined) setGroup(bag, sentRepresentingGroup, representing);
    if (sender !== undefined) setGroup(bag, senderGroup, sender);
  }
  setReplyRecipients(bag, usersIn(headers, 'Reply-To', addresses, addresses.recipients));
  setReceipts(headers, bag, addresses);
}

/** @param users in order; none leave the bag as it is */
export function setReplyRecipients(bag: PropertyBag, users: readonly OneOff[]): void {
  if (users.length === 0) return;
  bag
    .set(PidTagReplyRecipientEntries, flatEntryList(oneOffEntryIds(users)))
    .set(PidTagReplyRecipientNames, users.map(({ displayName }) => displayName).join('; '));
}

/** [MS-OXCMAIL] 2.2.3.1.5: Disposition-Notification-To asks for read receipts, Return-Receipt-To for those of delivery. */
function setReceipts(headers: HeaderList, bag: PropertyBag, addresses: Addresses): void {
  const [reader] = usersIn(headers, 'Disposition-Notification-To', addresses, 1);
  if (reader !== undefined) {
    bag.set(PidTagReadReceiptRequested, true);
    setGroup(bag, readReceiptGroup, reader);
  }
  const [deliverer] = usersIn(headers, 'Return-Receipt-To', addresses, 1);
  if (deliverer === undefined) return;
  bag.set(PidTagOriginatorDeliveryReportRequested, true);
  setGroup(bag, reportGroup, deliverer);
}

/** The first `limit` users of all fields of that name, members of groups among them. RFC 5322 allows one field; mail has more. */
function usersIn(headers: HeaderList, name: string, { imceaDomains }: Addresses, limit: number): OneOff[] {
  const users: OneOff[] = [];
  for (const field of headers.all(name)) {
    for (const mailbox of mailboxes(parseAddressList(field.value))) {
      if (users.length >= limit) return users;
      if (mailbox.address !== '' || mailbox.name !== '') users.push(internetUser(mailbox, imceaDomains));
    }
  }
  return users;
}

/** [MS-OXCMSG] 2.2.3, [MS-OXOMSG] 2.2.3 @param entryId that of `user` */
export function recipientRow(
  user: OneOff,
  type: number,
  index: number,
  entryId: Uint8Array = oneOffEntryId(user),
): PropertyBag {
  const { displayName, addressType, emailAddress } = user;
  const row: Property[] = [
    property(PidTagRowid, index),
    property(PidTagRecipientType, type),
    property(PidTagDisplayName, displayName),
    property(PidTagRecipientDisplayName, displayName),
    property(PidTagTransmittableDisplayName, displayName),
    property(PidTagAddressType, addressType),
    property(PidTagEmailAddress, emailAddress),
  ];
  if (addressType === 'SMTP') row.push(property(PidTagSmtpAddress, emailAddress));
  row.push(
    property(PidTagEntryId, entryId),
    property(PidTagRecipientEntryId, entryId),
    property(PidTagSearchKey, addressSearchKey(addressType, emailAddress)),
    mailUserObject,
    mailUserShown,
    sendableRecipient,
    noResponse,
    property(PidTagRecipientOrder, index),
    responsible,
    noRichInfo,
  );
  return PropertyBag.ofDistinct(row);
}

function property<V extends PropertyValue>({ key, type }: PropertyDefinition<V>, value: V): Property {
  return { key, type, value };
}
