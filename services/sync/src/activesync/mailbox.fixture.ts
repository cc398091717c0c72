/** A mailbox in the real store, with a renderer that tells subjects only, and the commands over it. */
import type {
  ApplicationData,
  SyncRequestCollection,
  SyncRequestCommand,
  SyncResponseCollection,
} from '@postbus/activesync';
import type { Account, MailboxScope, MessageRecord, NewMessage } from '@postbus/domain';
import { PidTagMessageClass, PidTagSubject, PropertyBag } from '@postbus/mapi';
import { summarize } from '@postbus/oxcmail';
import { type MailStore, systemClock } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { SubmitTextMessage } from '@postbus/text-messages';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { ApplyClientChanges } from './collection/client-changes.ts';
import { CollectionStates } from './collection/collection-states.ts';
import type { ItemChanges } from './collection/item-changes.ts';
import { SyncCollection } from './collection/sync-collection.ts';
import type { CommandContext } from './command-context.ts';
import { FolderStates } from './folders/folder-states.ts';
import { MailboxWaits } from './mailbox-waits.ts';
import { PingCommand } from './ping.ts';
import type { ItemRenderer } from './rendering.ts';
import { SyncCommand } from './sync.ts';
import { AddTextMessage } from './text-messages/add-text-message.ts';
import { noPhones } from './text-messages/no-phones.fixture.ts';
import { SendTextDraft } from './text-messages/send-text-draft.ts';

const subjects: ItemRenderer = {
  item: async (_, { summary, read }: MessageRecord): Promise<ApplicationData> => ({
    Subject: summary.subject,
    Read: read,
  }),
  changed: async (_, { summary, read }: MessageRecord): Promise<ApplicationData> => ({
    Subject: summary.subject,
    Read: read,
  }),
};

export class TestMailbox {
  readonly waits = new MailboxWaits();
  readonly sync: SyncCommand;
  readonly ping: PingCommand;
  readonly folderStates: FolderStates;
  readonly context: CommandContext;
  inbox = 0;
  deleted = 0;
  readonly #folder: TemporaryFolder;
  readonly #sqlite: SqliteStore;

  constructor() {
    this.#folder = temporaryFolder();
    this.#sqlite = openSqliteStore({ folder: this.#folder.path });
    const { mailStore, deviceStore } = this.#sqlite;
    const states = new CollectionStates(deviceStore);
    this.folderStates = new FolderStates(deviceStore);
    const submit = new SubmitTextMessage(mailStore, systemClock);
    const adds = new AddTextMessage(mailStore, submit, noPhones, systemClock);
    const drafts = new SendTextDraft(mailStore, submit, systemClock);
    const itemChanges: ItemChanges = {
      operations: async (_, message, data) =>
        data.Read === undefined ? [] : [{ do: 'set-read', id: message.id, read: data.Read }],
    };
    const changes = new ApplyClientChanges(mailStore, subjects, itemChanges, adds, drafts, noPhones);
    const collection = new SyncCollection(mailStore, states, subjects, changes, noPhones, systemClock);
    this.sync = new SyncCommand(collection, deviceStore, this.waits);
    this.ping = new PingCommand(mailStore, states, this.folderStates, deviceStore, this.waits, noPhones);
    const account: Account = {
      id: 'ann',
      tenant: 't',
      mailbox: 'ann',
      address: 'ann@example.org',
      aliases: [],
      displayName: 'Ann',
      version: 1,
    };
    this.context = {
      scope: this.scope,
      account,
      device: 'phone',
      version: '14.1',
      signal: new AbortController().signal,
    };
  }

  get scope(): MailboxScope {
    return { tenant: 't', principal: { kind: 'account', account: 'ann' }, mailbox: 'ann' };
  }

  get store(): MailStore {
    return this.#sqlite.mailStore;
  }

  get deviceStore(): SqliteStore['deviceStore'] {
    return this.#sqlite.deviceStore;
  }

  async start(): Promise<this> {
    await this.store.createMailbox(this.scope);
    const folders = await this.store.folders(this.scope);
    this.inbox = folders.find(({ role }) => role === 'inbox')?.id ?? 0;
    this.deleted = folders.find(({ role }) => role === 'deleted')?.id ?? 0;
    return this;
  }

  async close(): Promise<void> {
    await this.#sqlite.close();
    this.#folder.remove();
  }

  /** Puts a message into the Inbox and wakes who waits, as the event would. */
  async deliver(subject: string, received = Date.now(), messageClass = 'IPM.Note'): Promise<number> {
    const { results, changeNumber } = await this.store.apply(this.scope, [
      { do: 'insert-message', folder: 'inbox', message: newMessage(subject, received, messageClass) },
    ]);
    this.waits.changed({ mailbox: 'ann', folders: [this.inbox], hierarchy: false, changeNumber });
    return results[0]?.message ?? 0;
  }

  /** One collection of the Inbox, synchronized; undefined for an empty answer. */
  async syncInbox(
    syncKey: string,
    more: Partial<SyncRequestCollection> & { commands?: readonly SyncRequestCommand[] } = {},
  ): Promise<SyncResponseCollection | undefined> {
    const { commands, ...rest } = more;
    const collection: SyncRequestCollection = {
      SyncKey: syncKey,
      CollectionId: String(this.inbox),
      ...(commands !== undefined && { Commands: commands }),
      ...rest,
    };
    return (await this.sync.execute({ Collections: [collection] }, this.context))?.Collections?.[0];
  }

  /** Synchronizes from nothing to everything; gives the SyncKey. */
  async synchronized(): Promise<string> {
    let answer = await this.syncInbox('0');
    let key = answer?.SyncKey ?? '';
    do {
      answer = await this.syncInbox(key);
      key = answer?.SyncKey ?? key;
    } while (answer?.MoreAvailable === true);
    return key;
  }
}

export function newMessage(subject: string, received: number, messageClass = 'IPM.Note'): NewMessage {
  const object = {
    properties: new PropertyBag().set(PidTagMessageClass, messageClass).set(PidTagSubject, subject),
    recipients: [],
    attachments: [],
  };
  return { object, summary: summarize(object), received, read: false };
}
