/** Messages of a folder, newest first, by one range of the index of receipt; and messages by their ids. */
import type { FolderId, MailboxScope, MessageId, MessageRecord, StoredMessage } from '@postbus/domain';
import type { ListOptions } from '@postbus/ports';
import type { QueryFilter } from 'mongoose';
import { anyOf, keyOf } from '../of-mailbox.ts';
import type { MailDocuments } from './mail-documents.ts';
import { contentsOf, hasFolder, mailboxKey, readMailbox } from './mailbox-document.ts';
import { type MessageDocument, type ObjectDocument, messageRecord } from './message-document.ts';
import { decodeObject } from './message-encoding.ts';

/** @throws {DomainError} `no-such-folder` */
export async function listMessages(
  { mailboxes, messages }: MailDocuments,
  scope: MailboxScope,
  folder: FolderId,
  options: ListOptions,
): Promise<MessageRecord[]> {
  const [mailbox, listed] = await Promise.all([
    readMailbox(mailboxes, scope, [folder]),
    messages
      .find(inRange(scope, folder, options))
      .sort({ received: -1, id: -1 })
      .hint(indexOf(options))
      .limit(Math.max(options.limit, 1))
      .lean<MessageDocument[]>(),
  ]);
  contentsOf(mailbox, folder);
  return listed.slice(0, options.limit).map(messageRecord);
}

/** At most `most`. @throws {DomainError} `no-such-folder` */
export async function countMessages(
  { mailboxes, messages }: MailDocuments,
  scope: MailboxScope,
  folder: FolderId,
  options: Omit<ListOptions, 'limit'>,
  most: number,
): Promise<number> {
  const { of, ...range } = options;
  const [mailbox, count] = await Promise.all([
    readMailbox(mailboxes, scope, [folder]),
    of === 'mail'
      ? countMail(messages, scope, folder, range, most)
      : messages.countDocuments(inRange(scope, folder, options), { hint: indexOf(options), limit: Math.max(most, 1) }),
  ]);
  contentsOf(mailbox, folder);
  return Math.min(count, most);
}

/** All but the text messages: both indexes are counted, and no document is read. */
async function countMail(
  messages: MailDocuments['messages'],
  scope: MailboxScope,
  folder: FolderId,
  range: Omit<ListOptions, 'limit' | 'of'>,
  most: number,
): Promise<number> {
  const texts = await messages.countDocuments(inRange(scope, folder, { ...range, of: 'text' }), {
    hint: 'texts_by_receipt',
  });
  const limit = Math.min(Math.max(most, 1) + texts, Number.MAX_SAFE_INTEGER);
  return Math.max(
    0,
    (await messages.countDocuments(inRange(scope, folder, range), { hint: 'by_receipt', limit })) - texts,
  );
}

/** Text messages have an index of their own: in a folder of mail they are few. */
function indexOf({ of }: Pick<ListOptions, 'of'>): string {
  return of === 'text' ? 'texts_by_receipt' : 'by_receipt';
}

/** Those of `ids` that are there, in no order. */
export async function messagesById(
  { mailboxes, messages }: MailDocuments,
  scope: MailboxScope,
  ids: readonly MessageId[],
): Promise<MessageRecord[]> {
  const mailbox = mailboxKey(scope);
  const found = await messages.find(anyOf(mailbox, [...new Set(ids)])).lean<MessageDocument[]>();
  const state = await readMailbox(mailboxes, scope, [...new Set(found.map(({ folder }) => folder))]);
  return found.filter(({ folder }) => hasFolder(state, folder)).map(messageRecord);
}

export async function messageById(
  documents: MailDocuments,
  scope: MailboxScope,
  id: MessageId,
): Promise<StoredMessage | undefined> {
  const mailbox = mailboxKey(scope);
  for (;;) {
    const message = await documents.messages.findOne(keyOf(mailbox, id)).lean<MessageDocument>();
    const [state, object] = await Promise.all([
      readMailbox(documents.mailboxes, scope, message === null ? [] : [message.folder]),
      message && documents.objects.findOne(keyOf(mailbox, message.object)).lean<ObjectDocument>(),
    ]);
    if (message === null || !hasFolder(state, message.folder)) return undefined;
    if (object) return { ...messageRecord(message), object: decodeObject(object.object) };
    // It was replaced or removed between the two.
  }
}

/** Below the position, by two ranges: those of the same time of receipt, and the older. */
function inRange(
  scope: MailboxScope,
  folder: FolderId,
  { after, receivedSince, maxId, of }: Omit<ListOptions, 'limit'>,
): QueryFilter<MessageDocument> {
  const inFolder = {
    mailbox: mailboxKey(scope),
    folder,
    ...(of === 'text' && { textMessage: true as const }),
    ...(of === 'mail' && { textMessage: { $exists: false } }),
  };
  const upToId = maxId === undefined ? {} : { id: { $lte: maxId } };
  const since = receivedSince === undefined ? {} : { $gte: new Date(receivedSince) };
  if (after === undefined) {
    return { ...inFolder, ...(receivedSince !== undefined && { received: since }), ...upToId };
  }
  const received = new Date(after.received);
  const beforeId = { id: { $lt: after.id, ...upToId.id } };
  const older = { ...inFolder, received: { $lt: received, ...since }, ...upToId };
  const tied = receivedSince === undefined || after.received >= receivedSince;
  return { $or: [...(tied ? [{ ...inFolder, received, ...beforeId }] : []), older] };
}
