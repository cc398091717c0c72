/** The header fields of a message from its properties. [MS-OXCMAIL] 2.1.3.1, 2.1.3.2 */
import { toBase64 } from '@postbus/bytes';
import {
  type MessageObject,
  PS_INTERNET_HEADERS,
  PidLidClassification,
  PidLidClassificationDescription,
  PidLidClassificationGuid,
  PidLidClassificationKeep,
  PidLidClassified,
  PidLidFlagRequest,
  PidNameKeywords,
  PidTagAddressType,
  PidTagAutoResponseSuppress,
  PidTagClientSubmitTime,
  PidTagConversationIndex,
  PidTagConversationTopic,
  PidTagDisplayName,
  PidTagEmailAddress,
  PidTagExpiryTime,
  PidTagImportance,
  PidTagInReplyToId,
  PidTagInternetMessageId,
  PidTagInternetReferences,
  PidTagListHelp,
  PidTagListSubscribe,
  PidTagListUnsubscribe,
  PidTagOriginatorDeliveryReportRequested,
  PidTagReadReceiptRequested,
  PidTagRecipientType,
  PidTagReplyTime,
  PidTagSensitivity,
  PidTagSmtpAddress,
  PidTagSubject,
  type PropertyBag,
  type PropertyDefinition,
  RecipientType,
  epochMsOf,
} from '@postbus/mapi';
import { type Mailbox, addressField, dateField, idField, parseMessageIds, textField } from '@postbus/mime';
import { groupUser, mailboxOf, readReceiptGroup, senderGroup, sentRepresentingGroup } from './address-group.ts';
import { autoResponseFields } from './auto-response.ts';
import { importanceFields, sensitivityFields } from './importance.ts';
import { replyRecipients } from './reply-recipients.ts';
import type { ToMimeOptions } from './to-mime-options.ts';

/** Names of header fields. RFC 5322 3.6.8 */
const fieldName = /^[!-9;-~]{1,256}$/;
/** Written by a server for itself. [MS-OXCMAIL] 2.1.3.2 */
const reserved = /^x-(?:microsoft|ms)-exchange-(?:organization|forest)/i;
/** Fields of the entity, which the writer of the entity makes. */
const ofEntity = /^(?:content-(?!class$|base$)|mime-version$)/i;

/** All fields but those of the entity itself, folded, each without its last line end. */
export function headerFields(message: MessageObject, options: ToMimeOptions): string[] {
  const { properties } = message;
  const fields = [
    ...dateFields(properties, options),
    ...originFields(properties),
    ...recipientFields(message, options),
    textField('Subject', properties.get(PidTagSubject) ?? ''),
    ...idFields(properties, options),
    ...conversationFields(properties),
    ...importanceFields(properties.get(PidTagImportance)),
    ...sensitivityFields(properties.get(PidTagSensitivity)),
    ...autoResponseFields(properties.get(PidTagAutoResponseSuppress)),
    ...receiptFields(properties),
    ...listFields(properties),
    ...classificationFields(properties),
  ];
  return [...fields, ...namedFields(properties, fields), 'MIME-Version: 1.0'];
}

function dateFields(bag: PropertyBag, { sentAt }: ToMimeOptions): string[] {
  const time = bag.get(PidTagClientSubmitTime);
  const at = time === undefined ? sentAt : epochMsOf(time);
  return at === undefined ? [] : [dateField('Date', at)];
}

/** [MS-OXCMAIL] 2.1.3.1.2 to 2.1.3.1.4: no Sender where it is the user of From. */
function originFields(bag: PropertyBag): string[] {
  const sender = groupUser(bag, senderGroup);
  const from = groupUser(bag, sentRepresentingGroup) ?? sender;
  const same = sender === undefined || sender.emailAddress.toLowerCase() === from?.emailAddress.toLowerCase();
  return [
    ...mailboxFields('From', from === undefined ? [] : [mailboxOf(from)]),
    ...mailboxFields('Sender', same ? [] : [mailboxOf(sender)]),
    ...mailboxFields('Reply-To', replyRecipients(bag).map(mailboxOf)),
  ];
}

/** [MS-OXCMAIL] 2.1.3.1.1 */
function recipientFields({ recipients }: MessageObject, { writesBcc }: ToMimeOptions): string[] {
  const of = (type: number) =>
    recipients.filter((row) => ((row.get(PidTagRecipientType) ?? 0) & 3) === type).map(rowMailbox);
  return [
    ...mailboxFields('To', of(RecipientType.to)),
    ...mailboxFields('Cc', of(RecipientType.cc)),
    ...(writesBcc === true ? mailboxFields('Bcc', of(RecipientType.bcc)) : []),
  ];
}

/** The recipient of a row: its SMTP address before its own type's. */
function rowMailbox(row: PropertyBag): Mailbox {
  const smtp = row.get(PidTagSmtpAddress);
  const addressType = smtp === undefined ? (row.get(PidTagAddressType) ?? 'SMTP') : 'SMTP';
  const emailAddress = smtp ?? row.get(PidTagEmailAddress) ?? '';
  return mailboxOf({ displayName: row.get(PidTagDisplayName) ?? '', addressType, emailAddress });
}

function mailboxFields(name: string, list: readonly Mailbox[]): string[] {
  return list.length === 0 ? [] : [addressField(name, list)];
}

function idFields(bag: PropertyBag, options: ToMimeOptions): string[] {
  const ids = (text: string | undefined) => (text === undefined ? [] : parseMessageIds(text));
  const written = (name: string, list: readonly string[]) => (list.length === 0 ? [] : [idField(name, list)]);
  return [
    ...written('Message-ID', ids(bag.get(PidTagInternetMessageId) ?? options.messageId).slice(0, 1)),
    ...written('In-Reply-To', ids(bag.get(PidTagInReplyToId))),
    ...written('References', ids(bag.get(PidTagInternetReferences))),
  ];
}

function conversationFields(bag: PropertyBag): string[] {
  const index = bag.get(PidTagConversationIndex);
  return [
    ...textFields(bag, 'Thread-Topic', PidTagConversationTopic),
    ...(index === undefined || index.length === 0 ? [] : [textField('Thread-Index', toBase64(index))]),
  ];
}

/** [MS-OXCMAIL] 2.1.3.1.5: receipts go to the user that is named for them, else to the one that sends. */
function receiptFields(bag: PropertyBag): string[] {
  const origin = groupUser(bag, sentRepresentingGroup) ?? groupUser(bag, senderGroup);
  const reader = groupUser(bag, readReceiptGroup) ?? origin;
  const read = bag.get(PidTagReadReceiptRequested) === true && reader !== undefined;
  const delivered = bag.get(PidTagOriginatorDeliveryReportRequested) === true && origin !== undefined;
  return [
    ...mailboxFields('Disposition-Notification-To', read ? [mailboxOf(reader)] : []),
    ...mailboxFields('Return-Receipt-To', delivered ? [mailboxOf(origin)] : []),
  ];
}

function listFields(bag: PropertyBag): string[] {
  const keywords = bag.get(PidNameKeywords) ?? [];
  return [
    ...textFields(bag, 'List-Help', PidTagListHelp),
    ...textFields(bag, 'List-Subscribe', PidTagListSubscribe),
    ...textFields(bag, 'List-Unsubscribe', PidTagListUnsubscribe),
    ...textFields(bag, 'X-Message-Flag', PidLidFlagRequest),
    ...timeFields(bag, 'Reply-By', PidTagReplyTime),
    ...timeFields(bag, 'Expires', PidTagExpiryTime),
    ...(keywords.length === 0 ? [] : [textField('Keywords', keywords.join(', '))]),
  ];
}

/** [MS-OXCMAIL] 2.2.3.2.22 */
function classificationFields(bag: PropertyBag): string[] {
  if (bag.get(PidLidClassified) !== true) return [];
  return [
    'X-Microsoft-Classified: true',
    `X-Microsoft-ClassKeep: ${bag.get(PidLidClassificationKeep) === true ? 'true' : 'false'}`,
    ...textFields(bag, 'X-Microsoft-Classification', PidLidClassification),
    ...textFields(bag, 'X-Microsoft-ClassDesc', PidLidClassificationDescription),
    ...textFields(bag, 'X-Microsoft-ClassID', PidLidClassificationGuid),
  ];
}

/** Properties of PS_INTERNET_HEADERS, but those that a field is there for. [MS-OXCMAIL] 2.1.3.2 */
function namedFields(bag: PropertyBag, written: readonly string[]): string[] {
  const names = new Set(written.map((field) => field.slice(0, field.indexOf(':')).toLowerCase()));
  const fields: string[] = [];
  for (const { key, value } of bag) {
    if (typeof key === 'number' || key.guid !== PS_INTERNET_HEADERS || key.name === undefined) continue;
    const { name } = key;
    if (typeof value !== 'string' || names.has(name.toLowerCase())) continue;
    if (fieldName.test(name) && !reserved.test(name) && !ofEntity.test(name)) fields.push(textField(name, value));
  }
  return fields;
}

function textFields(bag: PropertyBag, name: string, definition: PropertyDefinition<string>): string[] {
  const text = bag.get(definition);
  return text === undefined || text === '' ? [] : [textField(name, text)];
}

function timeFields(bag: PropertyBag, name: string, definition: PropertyDefinition<bigint>): string[] {
  const time = bag.get(definition);
  return time === undefined ? [] : [dateField(name, epochMsOf(time))];
}
