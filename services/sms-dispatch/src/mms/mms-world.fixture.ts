/** Multimedia messages over the real store and blobs, for tests. */
import { randomUUID } from 'node:crypto';
import { openFileBlobStore } from '@postbus/blob-fs';
import {
  type BusRecord,
  type MailReceived,
  type SmsReceived,
  fromRecord,
  mailReceived,
  smsReceived,
} from '@postbus/contracts';
import type { Account, MailboxScope, StoredMessage, TextMessage } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import { mmsObject } from '@postbus/oxosmms';
import type { BlobStore, Versioned } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type ManualClock, manualClock, temporaryFolder } from '@postbus/testing';
import { Keywords } from '../carrier/keywords.ts';
import { OptOutWords } from '../carrier/opt-out-words.ts';
import { ChannelTable } from '../routing/channel-table.ts';
import { AnswerAsMail } from './answer-as-mail.ts';
import { ReceiveMms } from './receive-mms.ts';
import { TakeMmsReport } from './take-mms-report.ts';

/** Larger than what stays in an object. */
export const image = Uint8Array.from({ length: 50_000 }, (_, index) => (index * 7919) & 0xff);
export const annsNumber = '+14255550100';
export const bobsNumber = '+14255550123';
export const mailDomain = 'sms.here.example';

export interface MmsWorld {
  readonly sqlite: SqliteStore;
  readonly blobs: BlobStore;
  readonly clock: ManualClock;
  readonly table: ChannelTable;
  readonly reports: TakeMmsReport;
  readonly receive: ReceiveMms;
  readonly ann: Account;
  /** What was put in the outbox, of a topic. */
  events(topic: string): BusRecord[];
  readonly received: readonly SmsReceived[];
  readonly mails: readonly MailReceived[];
  /** A message of ann's that waits for `channel`. */
  message(more?: Partial<TextMessage>): Promise<Versioned<TextMessage>>;
  now(id: string): Promise<Versioned<TextMessage>>;
  inbox(mailbox?: string): Promise<StoredMessage[]>;
  close(): Promise<void>;
}

/** Slides with a picture in the blobs, as the Outbox has it. */
export async function objectInOutbox(blobs: BlobStore): Promise<MessageObject> {
  const content = { in: 'blob', ...(await blobs.put(image)) } as const;
  return mmsObject({
    origin: 'submitted',
    subject: 'Saturn & rings',
    recipients: [{ number: bobsNumber }],
    slides: [{ text: 'Grüße', image: { name: 'a.jpg', mediaType: 'image/jpeg', content } }],
  });
}

export async function openMmsWorld(): Promise<MmsWorld> {
  const folder = temporaryFolder();
  const clock = manualClock();
  const sqlite = openSqliteStore({ folder: folder.path, clock });
  const blobs = await openFileBlobStore(`${folder.path}/blobs`);
  const records: BusRecord[] = [];
  sqlite.mailStore.outbox.onCommitted((entries) => void records.push(...entries.map(({ record }) => record)));
  const { directory, textMessages: texts, mailStore: mail } = sqlite;
  const ann = await directory.add({
    tenant: 't',
    address: 'ann@here.example',
    displayName: 'Ann',
    phoneNumbers: [{ number: annsNumber, verifiedAt: 1 }],
  });
  const scope = (mailbox: string): MailboxScope => ({
    tenant: 't',
    mailbox,
    principal: { kind: 'service', service: 'test' },
  });
  await mail.createMailbox(scope(ann.mailbox));
  const common = { guid: '', cost: new Map<string, number>(), senders: [] };
  const table = new ChannelTable([
    { ...common, name: 'mm', kind: 'mm7' },
    { ...common, name: 'gateway', kind: 'mail' },
  ]);
  const answers = new AnswerAsMail(blobs, mail, mailDomain);
  const optOuts = new OptOutWords(texts, clock, ['80808'], 'US');
  const words = new Keywords({ keywords: ['en'], stopWords: [], startWords: [] });
  const meaningOf = (_channel: string, text: string) => words.meaningOf(text);
  const events = (topic: string): BusRecord[] => records.filter((record) => record.topic === topic);
  return {
    sqlite,
    blobs,
    clock,
    table,
    ann,
    events,
    reports: new TakeMmsReport(texts, clock, () => 10),
    receive: new ReceiveMms({ directory, texts, mail, blobs, clock, answers, optOuts, meaningOf, region: 'US' }),
    get received() {
      return events(smsReceived.name).map((record) => fromRecord(smsReceived, record).data);
    },
    get mails() {
      return events(mailReceived.name).map((record) => fromRecord(mailReceived, record).data);
    },
    message: async (more = {}) => {
      const now = clock.now();
      const message: TextMessage = {
        id: randomUUID(),
        submission: randomUUID(),
        tenant: 't',
        mailbox: ann.mailbox,
        kind: 'mms',
        source: 'api',
        recipients: [{ number: bobsNumber }],
        channel: 'mm',
        channels: [],
        state: 'queued',
        submittedAt: now,
        dueAt: now,
        expiresAt: now + 86_400_000,
        changedAt: now,
        ...more,
      };
      await texts.add([{ message, events: [] }]);
      return (await texts.message(message.id))!;
    },
    now: async (id) => (await texts.message(id))!,
    inbox: async (mailbox = ann.mailbox) => {
      const { id } = (await mail.folders(scope(mailbox))).find(({ role }) => role === 'inbox')!;
      const listed = await mail.list(scope(mailbox), id, { limit: 100 });
      return Promise.all(listed.map(async (record) => (await mail.message(scope(mailbox), record.id))!));
    },
    close: async () => {
      await sqlite.close();
      await blobs.close();
      folder.remove();
    },
  };
}
