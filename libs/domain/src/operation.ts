/**
 * What one atomic step may do to a mailbox: plain values, so that it may run again.
 * A message or folder that is new in its place takes one number, its id and its first change number; what leaves a
 * folder takes one for the tombstone.
 */
import type { FolderRole } from './folder.ts';
import type { ChangeNumber, FolderId, MessageId, Uid } from './identifiers.ts';
import type { NewMessage } from './message.ts';

/** A folder by its id or, special ones, by its role. */
export type FolderReference = FolderId | FolderRole;

export type Operation =
  | { readonly do: 'insert-message'; readonly folder: FolderReference; readonly message: NewMessage }
  /** Replaces object and summary. Refused with `changed-meanwhile` where the message's change number is another. */
  | {
      readonly do: 'update-message';
      readonly id: MessageId;
      readonly message: Omit<NewMessage, 'read'>;
      readonly ifChangeNumber?: ChangeNumber;
    }
  | { readonly do: 'set-read'; readonly id: MessageId; readonly read: boolean }
  /** The message gets a new id; the old folder a tombstone. */
  | { readonly do: 'move-message'; readonly id: MessageId; readonly to: FolderReference }
  | { readonly do: 'copy-message'; readonly id: MessageId; readonly to: FolderReference }
  /** For good; moving to Deleted Items is `move-message`. */
  | { readonly do: 'delete-message'; readonly id: MessageId }
  | {
      readonly do: 'create-folder';
      readonly parent: FolderReference;
      readonly displayName: string;
      readonly containerClass?: string;
    }
  | {
      readonly do: 'update-folder';
      readonly id: FolderId;
      readonly parent?: FolderReference;
      readonly displayName?: string;
    }
  /** With everything in it. */
  | { readonly do: 'delete-folder'; readonly id: FolderId };

/** What became of each operation, in its order. */
export type OperationResult = PlacedMessage | RemovedMessage | ChangedFolder | Unchanged;

/** A message was inserted, changed, copied or moved; `tombstone` is the change number of what it left behind. */
export interface PlacedMessage {
  readonly message: MessageId;
  readonly folder: FolderId;
  readonly uid: Uid;
  readonly changeNumber: ChangeNumber;
  readonly tombstone?: ChangeNumber;
}

export interface RemovedMessage {
  readonly tombstone: ChangeNumber;
  readonly message?: never;
  readonly folder?: never;
}

/** A folder was made, changed or removed. */
export interface ChangedFolder {
  readonly folder: FolderId;
  readonly changeNumber: ChangeNumber;
  readonly message?: never;
}

/** It was so already. */
export interface Unchanged {
  readonly unchanged: true;
  readonly message?: never;
  readonly folder?: never;
}

/** A change of a folder's contents, in the order of change numbers. */
export type TombstoneReason = 'deleted' | 'moved';
