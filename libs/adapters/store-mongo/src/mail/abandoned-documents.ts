/**
 * Removes what deleted folders and mailboxes left, some documents a transaction, so that none is long however much was
 * there. Nothing of it can be read meanwhile: messages count by their folder, everything by its mailbox's document.
 * Each transaction writes first to the document that tells what is left, so that several processes do no harm.
 */
import type { MongoConnection } from '@postbus/mongo-connection';
import { type ClientSession, mongo } from 'mongoose';
import type { BulkWriter, Write } from '../bulk-write.ts';
import type { StoreCalls } from '../store-calls.ts';
import type { AbandonedDocument } from './abandoned-document.ts';
import type { MailDocuments } from './mail-documents.ts';
import type { MessageDocument } from './message-document.ts';

type AnyKey = { readonly _id: { readonly mailbox: string } };
type AbandonedKey = AbandonedDocument['_id'];

const documentsAtOnce = 500;

export interface AbandonedParts {
  readonly mongo: MongoConnection;
  readonly documents: MailDocuments;
  readonly bulkWrite: BulkWriter;
  readonly calls: StoreCalls;
  /** Collections whose documents begin their `_id` with the mailbox, all that a mailbox has. */
  readonly collectionsOfMailbox: readonly string[];
}

export class AbandonedDocuments {
  readonly #parts: AbandonedParts;
  #wanted = false;
  #running = false;

  constructor(parts: AbandonedParts) {
    this.#parts = parts;
  }

  /** Goes on until nothing is left, or the store closes; what a fault interrupts goes on at the next call. */
  readonly remove = (): void => {
    this.#wanted = true;
    if (!this.#running) void this.#removeAll();
  };

  /** Until nothing is left of the mailbox. */
  async removeMailbox(mailbox: string): Promise<void> {
    while (await this.#removeSome({ mailbox, folder: 0 }));
  }

  async #removeAll(): Promise<void> {
    this.#running = true;
    try {
      while (this.#wanted) {
        this.#wanted = false;
        while (await this.#parts.calls.run(() => this.#removeSomeOfAny()));
      }
    } catch {
      // The server's fault was told on postbus.store.failed, or the store closed: the documents wait.
    } finally {
      this.#running = false;
    }
  }

  /** Whether there was something. */
  async #removeSomeOfAny(): Promise<boolean> {
    const next = await this.#parts.documents.abandoned.findOne().lean<AbandonedDocument>();
    if (next === null) return false;
    await this.#removeSome(next._id);
    return true;
  }

  /** Whether something may be left. */
  #removeSome(key: AbandonedKey): Promise<boolean> {
    return this.#parts.mongo.transaction(async (session) => {
      const { abandoned } = this.#parts.documents;
      const { matchedCount } = await abandoned.updateOne({ _id: key }, { $inc: { passes: 1 } }, { session });
      if (matchedCount === 0) return false;
      const writes = key.folder === 0 ? await this.#ofMailbox(session, key) : await this.#ofFolder(session, key);
      await this.#parts.bulkWrite(session, writes);
      return true;
    });
  }

  async #ofFolder(session: ClientSession, key: AbandonedKey): Promise<Write[]> {
    const { mailbox, folder } = key;
    const { messages, tombstones } = this.#parts.documents;
    const found = await messages
      .find({ '_id.mailbox': mailbox, folder }, { object: 1 }, { session })
      .hint('by_arrival')
      .limit(documentsAtOnce)
      .lean<Pick<MessageDocument, '_id' | 'object'>[]>();
    if (found.length > 0) {
      const objects = found.map(({ object }) => ({ mailbox, id: object }));
      return [
        removal(
          'messages',
          found.map(({ _id }) => _id),
        ),
        removal('objects', objects),
      ];
    }
    const left = await tombstones
      .find({ '_id.mailbox': mailbox, folder }, { _id: 1 }, { session })
      .hint('by_change')
      .limit(documentsAtOnce)
      .lean();
    return [
      removal(left.length > 0 ? 'tombstones' : 'abandoned', left.length > 0 ? left.map(({ _id }) => _id) : [key]),
    ];
  }

  async #ofMailbox(session: ClientSession, key: AbandonedKey): Promise<Write[]> {
    const { mailbox } = key;
    for (const collection of this.#parts.collectionsOfMailbox) {
      const found = await this.#parts.mongo.connection
        .collection<AnyKey>(collection)
        .find(ofMailbox(mailbox), { session, projection: { _id: 1 }, limit: documentsAtOnce })
        .toArray();
      if (found.length > 0)
        return [
          removal(
            collection,
            found.map(({ _id }) => _id),
          ),
        ];
    }
    return [
      { do: 'delete', from: 'mailboxes', filter: { _id: mailbox } },
      { do: 'delete-all', from: 'abandoned', filter: ofMailbox(mailbox) },
    ];
  }
}

/** The range of keys that begin with the mailbox: keys are compared field by field, and nothing is above MaxKey. */
function ofMailbox(mailbox: string): mongo.Filter<AnyKey> {
  const range = { $gt: { mailbox }, $lt: { mailbox, end: new mongo.MaxKey() } };
  return { _id: range };
}

function removal(from: string, keys: readonly unknown[]): Write {
  return { do: 'delete-all', from, filter: { _id: { $in: keys } } };
}
