/**
 * Removes what deleted folders and mailboxes left, some documents a transaction, so that none is long however much was
 * there. Nothing of it can be read meanwhile: messages count by their folder, everything by its mailbox's document.
 * Each transaction writes first to the document that tells what is left, so that several processes do no harm.
 */
import type { MongoConnection } from '@postbus/mongo-connection';
import type { ClientSession } from 'mongoose';
import { type OfMailbox, allOf, anyOf, keyOf } from '../of-mailbox.ts';
import type { BulkWriter, Write } from '../bulk-write.ts';
import type { StoreCalls } from '../store-calls.ts';
import type { AbandonedDocument } from './abandoned-document.ts';
import type { MailDocuments } from './mail-documents.ts';
import type { MessageDocument, TombstoneDocument } from './message-document.ts';

const documentsAtOnce = 200;

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
    while (await this.#removeSome({ ...keyOf(mailbox, 0), folder: 0 }));
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
    await this.#removeSome(next);
    return true;
  }

  /** Whether something may be left. */
  #removeSome(left: AbandonedDocument): Promise<boolean> {
    return this.#parts.mongo.transaction(async (session) => {
      const { abandoned } = this.#parts.documents;
      const { matchedCount } = await abandoned.updateOne(
        { _id: left._id, mailbox: left.mailbox },
        { $inc: { passes: 1 } },
        { session },
      );
      if (matchedCount === 0) return false;
      const writes = left.folder === 0 ? await this.#ofMailbox(session, left) : await this.#ofFolder(session, left);
      await this.#parts.bulkWrite(session, writes);
      return true;
    });
  }

  async #ofFolder(session: ClientSession, { _id, mailbox, folder }: AbandonedDocument): Promise<Write[]> {
    const { messages, tombstones } = this.#parts.documents;
    const found = await messages
      .find({ mailbox, folder }, { id: 1, object: 1 }, { session })
      .hint('by_arrival')
      .limit(documentsAtOnce)
      .lean<Pick<MessageDocument, 'id' | 'object'>[]>();
    if (found.length > 0) {
      return [
        {
          do: 'delete-all',
          from: 'messages',
          filter: anyOf(
            mailbox,
            found.map(({ id }) => id),
          ),
        },
        {
          do: 'delete-all',
          from: 'objects',
          filter: anyOf(
            mailbox,
            found.map(({ object }) => object),
          ),
        },
      ];
    }
    const left = await tombstones
      .find({ mailbox, folder }, { changeNumber: 1 }, { session })
      .hint('by_change')
      .limit(documentsAtOnce)
      .lean<Pick<TombstoneDocument, 'changeNumber'>[]>();
    if (left.length === 0) return [{ do: 'delete', from: 'abandoned', filter: { _id, mailbox } }];
    const numbers = left.map(({ changeNumber }) => changeNumber);
    return [{ do: 'delete-all', from: 'tombstones', filter: anyOf(mailbox, numbers) }];
  }

  async #ofMailbox(session: ClientSession, { mailbox }: AbandonedDocument): Promise<Write[]> {
    for (const collection of this.#parts.collectionsOfMailbox) {
      const found = await this.#parts.mongo.connection
        .collection<OfMailbox>(collection)
        .find(allOf(mailbox), { session, projection: { _id: 1 }, limit: documentsAtOnce })
        .toArray();
      const keys = found.map(({ _id }) => _id);
      if (keys.length > 0) return [{ do: 'delete-all', from: collection, filter: { _id: { $in: keys }, mailbox } }];
    }
    return [
      { do: 'delete', from: 'mailboxes', filter: { _id: mailbox } },
      { do: 'delete-all', from: 'abandoned', filter: allOf(mailbox) },
    ];
  }
}
