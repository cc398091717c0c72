/** A mailbox in the real stores that holds messages as delivery puts them there: converted from MIME. */
import { join } from 'node:path';
import type { Account, BlobRef, MailboxScope, MessageId, MessageRecord } from '@postbus/domain';
import { parseMime } from '@postbus/mime';
import { summarize, toMessageObject } from '@postbus/oxcmail';
import { type BlobStore, type MailStore, systemClock } from '@postbus/ports';
import { openFileBlobStore } from '@postbus/blob-fs';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import type { CommandContext } from './command-context.ts';

export const ann: Account = {
  id: 'ann',
  tenant: 't',
  mailbox: 'ann',
  address: 'ann@example.org',
  aliases: ['Ann.Lee@example.org'],
  displayName: 'Ann Lee',
  version: 1,
};

export class TestMail {
  readonly scope: MailboxScope = { tenant: 't', principal: { kind: 'account', account: 'ann' }, mailbox: 'ann' };
  readonly context: CommandContext = {
    scope: this.scope,
    account: ann,
    device: 'phone',
    version: '14.1',
    signal: new AbortController().signal,
  };
  readonly #folders = new Map<string, number>();

  private constructor(
    private readonly temporary: TemporaryFolder,
    readonly sqlite: SqliteStore,
    readonly blobs: BlobStore,
  ) {}

  static async open(): Promise<TestMail> {
    const folder = temporaryFolder();
    const sqlite = openSqliteStore({ folder: folder.path });
    const mail = new TestMail(folder, sqlite, await openFileBlobStore(join(folder.path, 'blobs')));
    await mail.store.createMailbox(mail.scope);
    for (const { role, id } of await mail.store.folders(mail.scope)) mail.#folders.set(role ?? '', id);
    return mail;
  }

  get store(): MailStore {
    return this.sqlite.mailStore;
  }

  async close(): Promise<void> {
    await this.sqlite.close();
    await this.blobs.close();
    this.temporary.remove();
  }

  folder(role: string): number {
    const id = this.#folders.get(role);
    if (id === undefined) throw new Error(`there is no folder ${role}`);
    return id;
  }

  /** Delivers `mime` to a folder, as conversion does. */
  async deliver(mime: string | Uint8Array, folder: number | 'inbox' = 'inbox'): Promise<MessageRecord> {
    const bytes = typeof mime === 'string' ? new TextEncoder().encode(crlf(mime)) : mime;
    const raw: BlobRef = await this.blobs.put(bytes);
    const received = systemClock.now();
    const object = toMessageObject(parseMime(bytes), { deliveredAt: received });
    const message = { object, summary: summarize(object, bytes), mime: raw, received, read: false };
    const { results } = await this.store.apply(this.scope, [{ do: 'insert-message', folder, message }]);
    return this.record(results[0]?.message ?? 0);
  }

  async record(id: MessageId): Promise<MessageRecord> {
    const [record] = await this.store.messages(this.scope, [id]);
    if (record === undefined) throw new Error(`there is no message ${id}`);
    return record;
  }
}

/** `text` with CRLF line ends. */
export function crlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

/** A message of one text part. */
export function plainMail(body: string, fields: readonly string[] = []): string {
  return [
    'From: Bob <bob@example.com>',
    'To: Ann <ann@example.org>',
    ...fields,
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
  ].join('\n');
}
