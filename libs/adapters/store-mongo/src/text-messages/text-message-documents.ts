/** Text messages and what belongs to them, as documents: JSON, and beside it what it is found by. */
import { type TextMessage, isEnded } from '@postbus/domain';
import type { IndexSpec } from '@postbus/mongo-connection';
import type { Versioned } from '@postbus/ports';
import type { Connection, mongo } from 'mongoose';

export interface TextMessageDocument {
  /** The message's id. */
  readonly _id: string;
  readonly version: number;
  readonly submission: string;
  readonly mailbox: string;
  readonly item?: number;
  /** Empty before one was chosen. */
  readonly channel: string;
  readonly state: TextMessage['state'];
  readonly submittedAt: number;
  /** When it was submitted, where it waits for, or is with, a phone. */
  readonly phoneSince?: number;
  /** When it came into a state that is an end. */
  readonly endedAt?: number;
  /** Of its recipients. */
  readonly numbers: readonly string[];
  /** Of its parts, where the carrier named any. */
  readonly messageIds?: readonly string[];
  /** The highest id given to an event of the message in the outbox. */
  readonly lastEvent: number;
  /** JSON. */
  readonly message: string;
}

export interface ReceiptDocument {
  readonly _id: mongo.ObjectId;
  readonly channel: string;
  readonly messageIds: readonly string[];
  /** Epoch milliseconds, on the store's clock. */
  readonly keptAt: number;
  /** JSON. */
  readonly receipt: string;
}

/** The reference last given is `first` and `uses`, modulo 65536. */
export interface ReferenceDocument {
  /** `referenceId`. */
  readonly _id: string;
  readonly first: number;
  readonly uses: number;
  readonly usedAt: number;
}

export interface ReceivedDocument {
  /** The key of its parts. */
  readonly _id: string;
  /** When the part that was there first came. */
  readonly firstAt: number;
  /** By sequence. */
  readonly parts: Readonly<Record<string, { readonly total: number; readonly content: string; readonly at: number }>>;
}

export interface OptOutDocument {
  /** `optOutId`. */
  readonly _id: string;
  readonly number: string;
  readonly sender: string;
  readonly at: number;
}

export interface ShareDocument {
  /** The account with a carrier. */
  readonly _id: string;
  /** In the order in which they came. */
  readonly holders: readonly { readonly owner: string; readonly until: number }[];
}

export const textMessageCollections = [
  'phone_numbers',
  'text_messages',
  'text_receipts',
  'text_references',
  'text_received',
  'text_opt_outs',
  'text_account_shares',
] as const;

export const textMessageIndexes: readonly IndexSpec[] = [
  { collection: 'text_messages', name: 'by_submission', key: { submission: 1, _id: 1 } },
  {
    collection: 'text_messages',
    name: 'by_item',
    key: { mailbox: 1, item: 1 },
    partialFilterExpression: { item: { $exists: true } },
  },
  { collection: 'text_messages', name: 'by_time', key: { mailbox: 1, submittedAt: 1, _id: 1 } },
  {
    collection: 'text_messages',
    name: 'for_phones',
    key: { mailbox: 1, phoneSince: 1, _id: 1 },
    partialFilterExpression: { phoneSince: { $exists: true } },
  },
  { collection: 'text_messages', name: 'by_number', key: { numbers: 1, submittedAt: 1 } },
  { collection: 'text_messages', name: 'by_recipient', key: { mailbox: 1, numbers: 1, submittedAt: 1 } },
  {
    collection: 'text_messages',
    name: 'by_part',
    key: { channel: 1, messageIds: 1 },
    partialFilterExpression: { messageIds: { $exists: true } },
  },
  // Covers the counts.
  { collection: 'text_messages', name: 'by_state', key: { channel: 1, state: 1 } },
  { collection: 'text_messages', name: 'by_end', key: { endedAt: 1 }, sparse: true },
  { collection: 'text_receipts', name: 'by_part', key: { channel: 1, messageIds: 1 } },
  { collection: 'text_receipts', name: 'by_channel', key: { channel: 1, keptAt: 1, _id: 1 } },
  { collection: 'text_receipts', name: 'by_age', key: { keptAt: 1 } },
  { collection: 'text_references', name: 'by_age', key: { usedAt: 1 } },
  { collection: 'text_received', name: 'by_age', key: { firstAt: 1 } },
];

export interface TextMessageDocuments {
  readonly messages: mongo.Collection<TextMessageDocument>;
  readonly receipts: mongo.Collection<ReceiptDocument>;
  readonly references: mongo.Collection<ReferenceDocument>;
  readonly received: mongo.Collection<ReceivedDocument>;
  readonly optOuts: mongo.Collection<OptOutDocument>;
  readonly shares: mongo.Collection<ShareDocument>;
}

export function textMessageDocuments(connection: Connection): TextMessageDocuments {
  return {
    messages: connection.collection<TextMessageDocument>('text_messages'),
    receipts: connection.collection<ReceiptDocument>('text_receipts'),
    references: connection.collection<ReferenceDocument>('text_references'),
    received: connection.collection<ReceivedDocument>('text_received'),
    optOuts: connection.collection<OptOutDocument>('text_opt_outs'),
    shares: connection.collection<ShareDocument>('text_account_shares'),
  };
}

/** All fields but those of its writing. */
export function fieldsOf(message: TextMessage): Omit<TextMessageDocument, '_id' | 'version' | 'lastEvent'> {
  const { submission, mailbox, item, channel = '', state, submittedAt, changedAt, recipients, carrier } = message;
  const messageIds = carrier?.parts.flatMap(({ messageId }) => messageId ?? []) ?? [];
  const forPhones = channel === 'phone' && (state === 'queued' || state === 'dispatched');
  return {
    submission,
    mailbox,
    ...(item !== undefined && { item }),
    channel,
    state,
    submittedAt,
    ...(forPhones && { phoneSince: submittedAt }),
    ...(isEnded(state) && { endedAt: changedAt }),
    numbers: [...new Set(recipients.map(({ number }) => number))],
    ...(messageIds.length > 0 && { messageIds }),
    message: JSON.stringify(message),
  };
}

export const optionalFields = ['item', 'phoneSince', 'endedAt', 'messageIds'] as const;

export function messageOf({ message }: Pick<TextMessageDocument, 'message'>): TextMessage {
  return JSON.parse(message) as TextMessage;
}

export function versioned(document: Pick<TextMessageDocument, 'version' | 'message'>): Versioned<TextMessage> {
  return { value: messageOf(document), version: document.version };
}

export function referenceId(channel: string, number: string): string {
  return JSON.stringify([channel, number]);
}

/** No number has a character that sorts before the space, so ids are in the order of numbers, then senders. */
export function optOutId(number: string, sender: string): string {
  return `${number} ${sender}`;
}
