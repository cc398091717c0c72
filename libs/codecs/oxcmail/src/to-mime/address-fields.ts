/** Who a message is from, for whom, and who gets its receipts. [MS-OXCMAIL] 2.1.3.1 */
import {
  type MessageObject,
  type OneOff,
  PidTagAddressType,
  PidTagDisplayName,
  PidTagEmailAddress,
  PidTagEntryId,
  PidTagOriginatorDeliveryReportRequested,
  PidTagReadReceiptRequested,
  PidTagRecipientType,
  PidTagSmtpAddress,
  type PropertyBag,
  RecipientType,
} from '@postbus/mapi';
import { addressField } from '@postbus/mime';
import { readReceiptGroup, reportGroup, senderGroup, sentRepresentingGroup } from '../address-group.ts';
import { replyRecipients } from '../reply-recipients.ts';
import { entryIdUser } from './entry-id-user.ts';
import type { Writing } from './to-mime-options.ts';
import { integerIn, isTrue } from './value-in.ts';
import { type UserProperties, internetAddress, userIn, writtenAddress } from './written-address.ts';

/** Flags of PidTagRecipientType that do not tell the type. [MS-OXOMSG] 2.2.3.1 */
const recipientFlags = 0x9000_0000;
const rowUser: UserProperties = {
  name: PidTagDisplayName,
  entryId: PidTagEntryId,
  addressType: PidTagAddressType,
  emailAddress: PidTagEmailAddress,
  smtpAddress: PidTagSmtpAddress,
};

/** From, Sender, Reply-To: no Sender where it is the user of From. [MS-OXCMAIL] 2.1.3.1.2 to 2.1.3.1.4 */
export function originFields(bag: PropertyBag, writing: Writing): string[] {
  const sender = userIn(bag, senderGroup);
  const from = userIn(bag, sentRepresentingGroup) ?? sender;
  const isSame = (user: OneOff) => from !== undefined && sameAddress(user, from, writing);
  return [
    ...userFields('From', from === undefined ? [] : [from], writing),
    ...userFields('Sender', sender === undefined || isSame(sender) ? [] : [sender], writing),
    ...userFields('Reply-To', replyRecipients(bag, entryIdUser), writing),
  ];
}

function sameAddress(a: OneOff, b: OneOff, { options }: Writing): boolean {
  return internetAddress(a, options).toLowerCase() === internetAddress(b, options).toLowerCase();
}

/** To, Cc and, where told, Bcc; rows of another type are passed over. [MS-OXCMAIL] 2.1.3.1.1 */
export function recipientFields({ recipients }: MessageObject, writing: Writing): string[] {
  const users = new Map<number, OneOff[]>();
  for (const row of recipients) {
    const type = (integerIn(row, PidTagRecipientType) ?? 0) & ~recipientFlags;
    const user = userIn(row, rowUser);
    if (user === undefined) continue;
    const ofType = users.get(type);
    if (ofType === undefined) users.set(type, [user]);
    else ofType.push(user);
  }
  const of = (type: number) => users.get(type) ?? [];
  return [
    ...userFields('To', of(RecipientType.to), writing),
    ...userFields('Cc', of(RecipientType.cc), writing),
    ...(writing.options.writesBcc === true ? userFields('Bcc', of(RecipientType.bcc), writing) : []),
  ];
}

/** Return-Receipt-To and Disposition-Notification-To, to the user named for it, else to who sends. [MS-OXCMAIL] 2.1.3.1.5, 2.1.3.1.6 */
export function receiptFields(bag: PropertyBag, writing: Writing): string[] {
  const first = (groups: readonly UserProperties[]): OneOff[] => {
    for (const group of groups) {
      const user = userIn(bag, group);
      if (user !== undefined && internetAddress(user, writing.options) !== '') return [user];
    }
    return [];
  };
  const senders = [readReceiptGroup, senderGroup, sentRepresentingGroup];
  const read = isTrue(bag, PidTagReadReceiptRequested) ? first(senders) : [];
  const delivery = isTrue(bag, PidTagOriginatorDeliveryReportRequested) ? first([reportGroup, ...senders]) : [];
  return [
    ...userFields('Disposition-Notification-To', read, writing),
    ...userFields('Return-Receipt-To', delivery, writing),
  ];
}

function userFields(name: string, users: readonly OneOff[], { options, header }: Writing): string[] {
  if (users.length === 0) return [];
  return [
    addressField(
      name,
      users.map((user) => writtenAddress(user, options)),
      header,
    ),
  ];
}
