/** The MailStore over one SQLite file. Reads see what is committed; writes share transactions, see group-commit.ts. */
import { randomUUID } from 'node:crypto';
import type {
  ChangeNumber,
  Folder,
  FolderId,
  MailboxScope,
  MessageId,
  MessageRecord,
  Operation,
  StoredMessage,
} from '@postbus/domain';
import type { PropertyName } from '@postbus/mapi';
import type {
  Applied,
  ApplyOptions,
  Clock,
  FolderContentChanges,
  HierarchyChanges,
  ListOptions,
  MailStore,
  MailboxState,
  Outbox,
} from '@postbus/ports';
import type { AbandonedRows } from './abandoned-rows.ts';
import { apply, changedEvent, prepareOperation } from './apply.ts';
import { referencedBlobs } from './blob-references.ts';
import type { Connection } from './connection.ts';
import { arrivals, contentChanges, hierarchyChanges } from './content-changes.ts';
import { appliedBefore, forgetKeys } from './dedupe-keys.ts';
import { createSpecialFolders } from './folder-operations.ts';
import { type FolderRow, findFolderRow, folderColumns, folderOf, folderRow } from './folder-rows.ts';
import type { AfterCommit, GroupCommit } from './group-commit.ts';
import { type MailboxRow, checkAccess, findMailbox, openMailbox } from './mailbox-row.ts';
import { MailboxStep } from './mailbox-step.ts';
import { decodeObject } from './message-encoding.ts';
import { countMessages, listMessages, messagesById } from './message-list.ts';
import { findMessageRow, messageRecord } from './message-rows.ts';
import type { OutboxWriter } from './outbox-rows.ts';
import { knownPropertyIds, takePropertyId } from './property-names.ts';

/** Keys forgotten by one commit. */
const keysOfOneCommit = 1000;

export interface MailStoreParts {
  readonly connection: Connection;
  readonly commits: GroupCommit;
  readonly outbox: Outbox;
  readonly outboxWriter: OutboxWriter;
  readonly abandoned: AbandonedRows;
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}

export class SqliteMailStore implements MailStore {
  readonly outbox: Outbox;
  readonly #connection: Connection;
  readonly #commits: GroupCommit;
  readonly #parts: MailStoreParts;

  constructor(parts: MailStoreParts) {
    this.outbox = parts.outbox;
    this.#connection = parts.connection;
    this.#commits = parts.commits;
    this.#parts = parts;
  }

  async createMailbox(scope: MailboxScope): Promise<void> {
    checkAccess(scope);
    if (findMailbox(this.#connection, scope) !== undefined) return;
    await this.#commits.write((afterCommit) => this.#insertMailbox(scope, afterCommit));
  }

  async deleteMailbox(scope: MailboxScope): Promise<void> {
    checkAccess(scope);
    await this.#commits.write((afterCommit) => this.#removeMailbox(scope, afterCommit));
  }

  async mailbox(scope: MailboxScope): Promise<MailboxState> {
    const { guid, changeNumber } = openMailbox(this.#connection, scope);
    return { guid, changeNumber };
  }

  async apply(scope: MailboxScope, operations: readonly Operation[], options: ApplyOptions = {}): Promise<Applied> {
    checkAccess(scope);
    const { connection, outboxWriter: outbox, clock, abandoned } = this.#parts;
    const prepared = operations.map(prepareOperation);
    return this.#commits.write((afterCommit) =>
      apply(
        { connection, outbox, afterCommit, now: clock.now(), onAbandoned: abandoned.remove },
        scope,
        prepared,
        options,
      ),
    );
  }

  async applied(scope: MailboxScope, key: string): Promise<Applied | undefined> {
    return this.#read(scope, ({ number }) => appliedBefore(this.#connection, number, [key]));
  }

  async reserveNumbers(scope: MailboxScope, count: number): Promise<number> {
    checkAccess(scope);
    return this.#commits.write(() => {
      const step = new MailboxStep(this.#connection, openMailbox(this.#connection, scope));
      const first = step.takeNumbers(count);
      step.save();
      return first;
    });
  }

  async folders(scope: MailboxScope): Promise<Folder[]> {
    return this.#read(scope, ({ number }) =>
      this.#connection
        .all<FolderRow>(`SELECT ${folderColumns} FROM folders WHERE mailbox = ? ORDER BY id`, number)
        .map(folderOf),
    );
  }

  async folder(scope: MailboxScope, id: FolderId): Promise<Folder | undefined> {
    return this.#read(scope, ({ number }) => {
      const row = findFolderRow(this.#connection, number, id);
      return row === undefined ? undefined : folderOf(row);
    });
  }

  async hierarchyChanges(scope: MailboxScope, since: ChangeNumber): Promise<HierarchyChanges> {
    return this.#read(scope, (mailbox) => hierarchyChanges(this.#connection, mailbox, since));
  }

  async contentChanges(
    scope: MailboxScope,
    folder: FolderId,
    since: ChangeNumber,
    limit: number,
  ): Promise<FolderContentChanges> {
    return this.#read(scope, (mailbox) => contentChanges(this.#connection, mailbox, folder, since, limit));
  }

  async arrivals(scope: MailboxScope, folder: FolderId, after: MessageId, limit: number): Promise<MessageRecord[]> {
    return this.#read(scope, ({ number }) => arrivals(this.#connection, number, folder, after, limit));
  }

  async contentNumber(scope: MailboxScope, folder: FolderId): Promise<ChangeNumber> {
    return this.#read(scope, ({ number }) => folderRow(this.#connection, number, folder).content_number);
  }

  async list(scope: MailboxScope, folder: FolderId, options: ListOptions): Promise<MessageRecord[]> {
    return this.#read(scope, ({ number }) => listMessages(this.#connection, number, folder, options));
  }

  async count(
    scope: MailboxScope,
    folder: FolderId,
    options: Omit<ListOptions, 'limit'>,
    most: number,
  ): Promise<number> {
    return this.#read(scope, ({ number }) => countMessages(this.#connection, number, folder, options, most));
  }

  async message(scope: MailboxScope, id: MessageId): Promise<StoredMessage | undefined> {
    return this.#read(scope, ({ number }) => {
      const row = findMessageRow(this.#connection, number, id);
      if (row === undefined) return undefined;
      const stored = this.#connection.get<{ readonly object: string | Uint8Array }>(
        'SELECT object FROM message_objects WHERE row = ?',
        row.row,
      );
      return stored === undefined ? undefined : { ...messageRecord(row), object: decodeObject(stored.object) };
    });
  }

  async messages(scope: MailboxScope, ids: readonly MessageId[]): Promise<MessageRecord[]> {
    return this.#read(scope, ({ number }) => messagesById(this.#connection, number, ids));
  }

  async propertyIds(scope: MailboxScope, names: readonly PropertyName[]): Promise<number[]> {
    const known = this.#read(scope, ({ number }) => knownPropertyIds(this.#connection, number, names));
    if (known.every((id) => id !== undefined)) return known;
    return this.#commits.write(() => {
      const { number } = openMailbox(this.#connection, scope);
      return names.map((name) => takePropertyId(this.#connection, number, name));
    });
  }

  async referencedBlobs(sha256: readonly string[]): Promise<ReadonlySet<string>> {
    return referencedBlobs(this.#connection, sha256);
  }

  async prune({ dedupeBefore }: { readonly dedupeBefore: number }): Promise<void> {
    while ((await this.#commits.write(() => forgetKeys(this.#connection, dedupeBefore, keysOfOneCommit))) > 0);
  }

  close(): Promise<void> {
    return this.#parts.close();
  }

  #read<Result>(scope: MailboxScope, read: (mailbox: MailboxRow) => Result): Result {
    return read(openMailbox(this.#connection, scope));
  }

  #insertMailbox(scope: MailboxScope, afterCommit: AfterCommit): void {
    if (findMailbox(this.#connection, scope) !== undefined) return;
    const now = this.#parts.clock.now();
    this.#connection.run(
      'INSERT INTO mailboxes (tenant, mailbox, guid, counter, change_number, uid_validity) VALUES (?, ?, ?, 0, 0, 0)',
      scope.tenant,
      scope.mailbox,
      randomUUID(),
    );
    const step = new MailboxStep(this.#connection, openMailbox(this.#connection, scope));
    createSpecialFolders(step, now);
    step.save();
    this.#parts.outboxWriter.put(scope.mailbox, [changedEvent(scope, step, now)], now, afterCommit);
  }

  #removeMailbox(scope: MailboxScope, afterCommit: AfterCommit): void {
    const mailbox = findMailbox(this.#connection, scope);
    if (mailbox === undefined) return;
    const now = this.#parts.clock.now();
    const step = new MailboxStep(this.#connection, mailbox);
    step.takeChangeNumber();
    step.hierarchyChanged = true;
    this.#connection.run('DELETE FROM mailboxes WHERE number = ?', mailbox.number);
    this.#connection.run('INSERT OR IGNORE INTO abandoned VALUES (?, 0)', mailbox.number);
    this.#parts.outboxWriter.put(scope.mailbox, [changedEvent(scope, step, now)], now, afterCommit);
    afterCommit.set('abandoned', this.#parts.abandoned.remove);
  }
}
