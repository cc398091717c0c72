/** Mailboxes, folders and messages. Every call is decided by `mayAccess`; refused ones throw {DomainError} `access-denied`. */
import type { Guid } from '@postbus/bytes';
import type { BusRecord } from '@postbus/contracts';
import type {
  ChangeNumber,
  Folder,
  FolderId,
  MailboxScope,
  MessageId,
  MessageKind,
  MessageRecord,
  Operation,
  OperationResult,
  StoredMessage,
  TombstoneReason,
} from '@postbus/domain';
import type { PropertyName } from '@postbus/mapi';

export interface MailboxState {
  /** The replica GUID that its source keys begin with. */
  readonly guid: Guid;
  /** Highest change number that readers can see. */
  readonly changeNumber: ChangeNumber;
}

export interface ApplyOptions {
  /**
   * Applied once while the keys are remembered: a call with any of them changes nothing and gives the results of the
   * first one that had it. All are remembered by the commit.
   */
  readonly dedupe?: readonly string[];
  /** Put in the outbox by the same commit, beside the `mailbox.changed.v1` that every commit with a change puts there. */
  readonly events?: readonly BusRecord[];
  /** Becomes the `traceparent` of the `mailbox.changed.v1`. */
  readonly traceparent?: string;
}

export interface Applied {
  readonly results: readonly OperationResult[];
  /** Highest change number of the commit. */
  readonly changeNumber: ChangeNumber;
  /** Whether this was the repetition of a call applied before. */
  readonly repeated: boolean;
}

export type FolderContentChange =
  | { readonly kind: 'message'; readonly changeNumber: ChangeNumber; readonly message: MessageRecord }
  | {
      readonly kind: 'tombstone';
      readonly changeNumber: ChangeNumber;
      readonly id: MessageId;
      /** Of the message that was here, as its record had it: tells who was ever shown it. */
      readonly received: number;
      readonly of: MessageKind;
      readonly reason: TombstoneReason;
    };

export interface FolderContentChanges {
  /**
   * In the order of change numbers; a message comes once, at its latest change.
   * One whose id is above the number asked from is new; a higher `readChangeNumber` alone means that only its read state changed.
   * After a list that the limit cut, that is so of the number from which the first of its parts was asked; a reader that goes
   * on while others write follows `arrivals` for what is new, and here what has arrived.
   */
  readonly changes: readonly FolderContentChange[];
  /** All changes up to this number are told: ask from here next. */
  readonly upTo: ChangeNumber;
  /** Whether the limit cut the list. */
  readonly more: boolean;
}

export interface HierarchyChanges {
  readonly changed: readonly Folder[];
  readonly deleted: readonly FolderId[];
  readonly upTo: ChangeNumber;
}

/** Where a list, newest first, goes on: after this message. */
export interface ListPosition {
  readonly received: number;
  readonly id: MessageId;
}

export interface ListOptions {
  readonly after?: ListPosition;
  /** Epoch milliseconds: only messages received at or after it. */
  readonly receivedSince?: number;
  /** Only messages with an id at or below it: those that were in the folder when the mailbox's number was that. */
  readonly maxId?: MessageId;
  /** Only messages of this kind. */
  readonly of?: MessageKind;
  readonly limit: number;
}

export interface OutboxLease {
  readonly shard: number;
  /** Fencing token: writes under an older one are refused. */
  readonly token: number;
  readonly leasedUntil: number;
}

export interface OutboxEntry {
  readonly shard: number;
  /** Names it within its shard; rises with each commit of a mailbox. */
  readonly id: number;
  readonly record: BusRecord;
}

/**
 * Events that wait for publication, sharded by mailbox. Who commits them sends them at once and then removes them; what
 * was left behind, since its committer died or the bus was away, is sent by the one holder of the shard's lease.
 */
export interface Outbox {
  readonly shards: number;
  /** Takes or renews the lease of `shard` for `owner`; undefined while another holds it. `duration` in milliseconds. */
  lease(shard: number, owner: string, duration: number): Promise<OutboxLease | undefined>;
  /**
   * Oldest first; only those committed before `committedBefore` (epoch milliseconds, on the store's clock) where given.
   * @throws {PortError} `lease-lost`
   */
  read(lease: OutboxLease, limit: number, committedBefore?: number): Promise<OutboxEntry[]>;
  /** @throws {PortError} `lease-lost` */
  remove(lease: OutboxLease, ids: readonly number[]): Promise<void>;
  release(lease: OutboxLease): Promise<void>;
  /** Removes what its committer sent, without a lease; one that is gone already is passed over. */
  removeSent(entries: readonly Pick<OutboxEntry, 'shard' | 'id'>[]): Promise<void>;
  /** Events put there and not yet removed, in all shards. */
  waiting(): Promise<number>;
  /** Calls `listener` after each commit of this process that put events there, with them; returns how to stop it. */
  onCommitted(listener: (entries: readonly OutboxEntry[]) => void): () => void;
}

export interface MailStore {
  readonly outbox: Outbox;
  /** Makes the mailbox with its special folders; one that exists is left as it is. */
  createMailbox(scope: MailboxScope): Promise<void>;
  deleteMailbox(scope: MailboxScope): Promise<void>;
  /** @throws {DomainError} `no-such-mailbox` */
  mailbox(scope: MailboxScope): Promise<MailboxState>;
  /**
   * One atomic step: takes the next numbers, does every operation or none, remembers the dedupe key, counts references
   * to blobs, puts events in the outbox. Durable when fulfilled.
   * @throws {DomainError} by the rule broken; {PortError} `unavailable`, `storage-full`
   */
  apply(scope: MailboxScope, operations: readonly Operation[], options?: ApplyOptions): Promise<Applied>;
  /** What the step that had the dedupe key did; undefined where none is remembered. To ask leaves nothing behind. */
  applied(scope: MailboxScope, key: string): Promise<Applied | undefined>;
  /** Takes `count` numbers of the mailbox's counter out of use and gives the first. [MS-OXCFXICS] 2.2.3.2.4.4 */
  reserveNumbers(scope: MailboxScope, count: number): Promise<number>;
  folders(scope: MailboxScope): Promise<Folder[]>;
  folder(scope: MailboxScope, id: FolderId): Promise<Folder | undefined>;
  /** Folders made or changed (names and places, not contents), or deleted, after `since`; `since` 0 gives all. */
  hierarchyChanges(scope: MailboxScope, since: ChangeNumber): Promise<HierarchyChanges>;
  /** One index range: cost follows what changed. `limit` counts changes. @throws {DomainError} `no-such-folder` */
  contentChanges(
    scope: MailboxScope,
    folder: FolderId,
    since: ChangeNumber,
    limit: number,
  ): Promise<FolderContentChanges>;
  /** Messages with an id above `after`, in the order of ids: what came into the folder since. @throws {DomainError} `no-such-folder` */
  arrivals(scope: MailboxScope, folder: FolderId, after: MessageId, limit: number): Promise<MessageRecord[]>;
  /** The highest change number of the folder's contents, for a quick look whether anything changed. */
  contentNumber(scope: MailboxScope, folder: FolderId): Promise<ChangeNumber>;
  /** Newest first, by time of receipt. @throws {DomainError} `no-such-folder` */
  list(scope: MailboxScope, folder: FolderId, options: ListOptions): Promise<MessageRecord[]>;
  /** How many messages `list` would give without a limit, at most `most`. */
  count(scope: MailboxScope, folder: FolderId, options: Omit<ListOptions, 'limit'>, most: number): Promise<number>;
  message(scope: MailboxScope, id: MessageId): Promise<StoredMessage | undefined>;
  /** Those of `ids` that are there, without their objects, in no order. */
  messages(scope: MailboxScope, ids: readonly MessageId[]): Promise<MessageRecord[]>;
  /** Property ids from 0x8000 up for names, new ones given at need. [MS-OXCPRPT] 2.2.12 */
  propertyIds(scope: MailboxScope, names: readonly PropertyName[]): Promise<number[]>;
  /** Which of the blobs a message, a job or anything else of the store refers to. */
  referencedBlobs(sha256: readonly string[]): Promise<ReadonlySet<string>>;
  /** Forgets dedupe keys older than `dedupeBefore`, epoch milliseconds. */
  prune(options: { readonly dedupeBefore: number }): Promise<void>;
  close(): Promise<void>;
}
