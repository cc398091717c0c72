/**
 * One commit's work on one mailbox: takes its numbers, remembers what changed, and gathers the writes. All that it needs
 * was read before, so the work itself waits for nothing. [MS-OXCFXICS] 2.2.1
 */
import {
  type ChangeNumber,
  DomainError,
  type FolderId,
  type FolderReference,
  type MessageId,
  counterLimit,
} from '@postbus/domain';
import { keyOf } from '../of-mailbox.ts';
import type { Write } from '../bulk-write.ts';
import { FolderTree } from './folder-document.ts';
import { type FolderContents, type MailboxDocument, noSuchFolder, specialFolderId } from './mailbox-document.ts';
import type { MessageDocument, ObjectDocument } from './message-document.ts';

/** What a step's operations speak of, as the transaction saw it before them. */
export interface ReadForStep {
  readonly messages?: readonly MessageDocument[];
  /** Those of messages to be copied. */
  readonly objects?: readonly ObjectDocument[];
  readonly folders?: FolderTree;
}

export class MailboxStep {
  /** What its documents begin their `_id` with. */
  readonly mailbox: string;
  /** In the order in which they are to be done. */
  readonly writes: Write[] = [];
  /** Folders whose contents changed. */
  readonly folders = new Set<FolderId>();
  readonly tree: FolderTree;
  /** Whether folders were made, renamed, moved or removed. */
  hierarchyChanged = false;
  /** Whether documents of a deleted folder wait to be removed. */
  abandoned = false;
  readonly #before: MailboxDocument;
  readonly #contents: Map<FolderId, FolderContents>;
  readonly #messages: Map<MessageId, MessageDocument>;
  readonly #objects: Map<string, ObjectDocument>;
  #counter: number;
  #changeNumber: ChangeNumber;
  #uidValidity: number;

  constructor(mailbox: MailboxDocument, { messages = [], objects = [], folders = new FolderTree([]) }: ReadForStep) {
    this.mailbox = mailbox._id;
    this.tree = folders;
    this.#before = mailbox;
    this.#contents = new Map(Object.entries(mailbox.contents ?? {}).map(([id, contents]) => [Number(id), contents]));
    this.#messages = new Map(messages.map((message) => [message.id, message]));
    this.#objects = new Map(objects.map((object) => [object._id, object]));
    this.#counter = mailbox.counter;
    this.#changeNumber = mailbox.changeNumber;
    this.#uidValidity = mailbox.uidValidity;
  }

  /** Highest change number that readers see after the commit. */
  get changeNumber(): ChangeNumber {
    return this.#changeNumber;
  }

  get changed(): boolean {
    return this.#changeNumber !== this.#before.changeNumber;
  }

  /** The first of the next `count` numbers. @throws {DomainError} `counter-exhausted` */
  takeNumbers(count: number): number {
    if (this.#counter + count >= counterLimit) {
      throw new DomainError('counter-exhausted', this.#counter, 'the mailbox has no numbers left');
    }
    const first = this.#counter + 1;
    this.#counter += count;
    return first;
  }

  /** The next number, for a change, and for the id of what is new in its place. @throws {DomainError} `counter-exhausted` */
  takeChangeNumber(): ChangeNumber {
    this.#changeNumber = this.takeNumbers(1);
    return this.#changeNumber;
  }

  /** A UIDVALIDITY above all given in the mailbox: the time in seconds, where that is. RFC 9051 2.3.1.1 */
  takeUidValidity(now: number): number {
    this.#uidValidity = Math.max(this.#uidValidity + 1, Math.floor(now / 1000));
    return this.#uidValidity;
  }

  /** The id of a folder told by id or role, which is there. @throws {DomainError} `no-such-folder` */
  folderId(reference: FolderReference): FolderId {
    const id = typeof reference === 'number' ? reference : specialFolderId(reference);
    this.contents(id);
    return id;
  }

  /** @throws {DomainError} `no-such-folder` */
  contents(folder: FolderId): FolderContents {
    const contents = this.#contents.get(folder);
    if (contents === undefined) throw noSuchFolder(folder);
    return contents;
  }

  putContents(folder: FolderId, contents: FolderContents): void {
    this.#contents.set(folder, contents);
  }

  removeContents(folder: FolderId): void {
    this.#contents.delete(folder);
  }

  /** A message of a folder that is there. @throws {DomainError} `no-such-message` */
  message(id: MessageId): MessageDocument {
    const message = this.#messages.get(id);
    if (message === undefined || !this.#contents.has(message.folder)) {
      throw new DomainError('no-such-message', id, 'there is no such message');
    }
    return message;
  }

  putMessage(message: MessageDocument): void {
    this.#messages.set(message.id, message);
  }

  removeMessage(id: MessageId): void {
    this.#messages.delete(id);
  }

  /** The object of a message that was to be copied, or was written by this step. */
  object(message: MessageDocument): ObjectDocument {
    const object = this.#objects.get(keyOf(this.mailbox, message.object)._id);
    if (object === undefined) throw new DomainError('no-such-message', message.id, 'the message has no object');
    return object;
  }

  putObject(object: ObjectDocument): void {
    this.#objects.set(object._id, object);
  }

  /** The write of the mailbox's own document: its numbers, and the contents of its folders that changed. */
  save(lastEvent: number): Write[] {
    const set: Record<string, unknown> = {};
    const before = this.#before;
    if (this.#counter !== before.counter) set['counter'] = this.#counter;
    if (this.changed) set['changeNumber'] = this.#changeNumber;
    if (this.#uidValidity !== before.uidValidity) set['uidValidity'] = this.#uidValidity;
    if (lastEvent !== before.lastEvent) set['lastEvent'] = lastEvent;
    for (const [id, contents] of this.#contents) {
      if (contents !== before.contents?.[id]) set[`contents.${id}`] = contents;
    }
    const gone = Object.keys(before.contents ?? {}).filter((id) => !this.#contents.has(Number(id)));
    const unset = Object.fromEntries(gone.map((id) => [`contents.${id}`, 1]));
    const update = {
      ...(Object.keys(set).length > 0 && { $set: set }),
      ...(gone.length > 0 && { $unset: unset }),
    };
    if (Object.keys(update).length === 0) return [];
    return [{ do: 'update', in: 'mailboxes', filter: { _id: this.mailbox }, update }];
  }
}
