/** The MailStore over MongoDB. Reads see what a majority holds; writers of one mailbox go one after the other, see apply.ts. */
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
  FolderContentChanges,
  HierarchyChanges,
  ListOptions,
  MailStore,
  MailboxState,
  Outbox,
} from '@postbus/ports';
import { referencedBlobs } from '../blob-references/blob-references.ts';
import type { StoreCalls } from '../store-calls.ts';
import type { AbandonedDocuments } from './abandoned-documents.ts';
import { type ApplyContext, apply } from './apply.ts';
import { arrivals, contentChanges, hierarchyChanges } from './content-changes.ts';
import { appliedBefore } from './dedupe-keys.ts';
import { folder, folders } from './folder-list.ts';
import { checkAccess, contentsOf, mailboxKey, readMailbox } from './mailbox-document.ts';
import { MailboxLines } from './mailbox-lines.ts';
import { createMailbox, deleteMailbox, propertyIds, reserveNumbers } from './mailboxes.ts';
import { countMessages, listMessages, messageById, messagesById } from './message-list.ts';

/** Of whoever asks and does nothing. */
const noStep = '';

export interface MailStoreParts extends Omit<ApplyContext, 'onAbandoned' | 'outbox'> {
  readonly outbox: Outbox;
  readonly outboxWriter: ApplyContext['outbox'];
  readonly abandoned: AbandonedDocuments;
  readonly calls: StoreCalls;
  /** Forgets all dedupe keys from before then, epoch milliseconds. */
  readonly forgetKeys: (before: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export class MongoMailStore implements MailStore {
  readonly outbox: Outbox;
  readonly #parts: MailStoreParts;
  readonly #context: ApplyContext;
  readonly #lines = new MailboxLines();

  constructor(parts: MailStoreParts) {
    this.outbox = parts.outbox;
    this.#parts = parts;
    this.#context = { ...parts, outbox: parts.outboxWriter, onAbandoned: parts.abandoned.remove };
  }

  createMailbox(scope: MailboxScope): Promise<void> {
    return this.#write(scope, () => createMailbox(this.#context, this.#parts.abandoned, scope));
  }

  deleteMailbox(scope: MailboxScope): Promise<void> {
    return this.#write(scope, () => deleteMailbox(this.#context, scope));
  }

  mailbox(scope: MailboxScope): Promise<MailboxState> {
    return this.#read(scope, async ({ mailboxes }) => {
      const { guid, changeNumber } = await readMailbox(mailboxes, scope);
      return { guid, changeNumber };
    });
  }

  apply(scope: MailboxScope, operations: readonly Operation[], options: ApplyOptions = {}): Promise<Applied> {
    return this.#write(scope, () => apply(this.#context, scope, operations, options));
  }

  applied(scope: MailboxScope, key: string): Promise<Applied | undefined> {
    return this.#read(scope, async ({ mailboxes, dedupeKeys }) => {
      const { _id: mailbox } = await readMailbox(mailboxes, scope);
      return appliedBefore(dedupeKeys, mailbox, [key], noStep);
    });
  }

  reserveNumbers(scope: MailboxScope, count: number): Promise<number> {
    return this.#write(scope, () => reserveNumbers(this.#context, scope, count));
  }

  folders(scope: MailboxScope): Promise<Folder[]> {
    return this.#read(scope, (documents) => folders(documents, scope));
  }

  folder(scope: MailboxScope, id: FolderId): Promise<Folder | undefined> {
    return this.#read(scope, (documents) => folder(documents, scope, id));
  }

  hierarchyChanges(scope: MailboxScope, since: ChangeNumber): Promise<HierarchyChanges> {
    return this.#read(scope, (documents) => hierarchyChanges(documents, scope, since));
  }

  contentChanges(
    scope: MailboxScope,
    folder: FolderId,
    since: ChangeNumber,
    limit: number,
  ): Promise<FolderContentChanges> {
    return this.#read(scope, (documents) => contentChanges(documents, scope, folder, since, limit));
  }

  arrivals(scope: MailboxScope, folder: FolderId, after: MessageId, limit: number): Promise<MessageRecord[]> {
    return this.#read(scope, (documents) => arrivals(documents, scope, folder, after, limit));
  }

  contentNumber(scope: MailboxScope, folder: FolderId): Promise<ChangeNumber> {
    return this.#read(scope, async ({ mailboxes }) => {
      return contentsOf(await readMailbox(mailboxes, scope, [folder]), folder).contentNumber;
    });
  }

  list(scope: MailboxScope, folder: FolderId, options: ListOptions): Promise<MessageRecord[]> {
    return this.#read(scope, (documents) => listMessages(documents, scope, folder, options));
  }

  count(scope: MailboxScope, folder: FolderId, options: Omit<ListOptions, 'limit'>, most: number): Promise<number> {
    return this.#read(scope, (documents) => countMessages(documents, scope, folder, options, most));
  }

  message(scope: MailboxScope, id: MessageId): Promise<StoredMessage | undefined> {
    return this.#read(scope, (documents) => messageById(documents, scope, id));
  }

  messages(scope: MailboxScope, ids: readonly MessageId[]): Promise<MessageRecord[]> {
    return this.#read(scope, (documents) => messagesById(documents, scope, ids));
  }

  propertyIds(scope: MailboxScope, names: readonly PropertyName[]): Promise<number[]> {
    return this.#write(scope, () => propertyIds(this.#context, scope, names));
  }

  referencedBlobs(sha256: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#parts.calls.run(() => referencedBlobs(this.#parts.mongo.connection, sha256));
  }

  /** Also goes on with removals that a process which died left. */
  prune({ dedupeBefore }: { readonly dedupeBefore: number }): Promise<void> {
    this.#parts.abandoned.remove();
    return this.#parts.calls.run(() => this.#parts.forgetKeys(dedupeBefore));
  }

  close(): Promise<void> {
    return this.#parts.close();
  }

  #read<Result>(scope: MailboxScope, read: (documents: ApplyContext['documents']) => Promise<Result>): Promise<Result> {
    return this.#parts.calls.run(async () => {
      checkAccess(scope);
      return read(this.#parts.documents);
    });
  }

  #write<Result>(scope: MailboxScope, write: () => Promise<Result>): Promise<Result> {
    return this.#parts.calls.run(async () => {
      checkAccess(scope);
      return this.#lines.run(mailboxKey(scope), write);
    });
  }
}
