/** Events put in the outbox by the commit that they tell of. */
import type { BusRecord } from '@postbus/contracts';
import type { OutboxEntry } from '@postbus/ports';
import type { ClientSession } from 'mongoose';
import type { BulkWriter, Write } from '../bulk-write.ts';
import { EventIds } from './event-ids.ts';
import { GivenEntries } from './given-entries.ts';
import { outboxDocument } from './outbox-document.ts';

/** Fixed with the schema: events already there were put by it. */
export const outboxShards = 8;

/** The shard of a mailbox: FNV-1a, 32 bits, of its id. */
export function shardOf(mailbox: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(mailbox)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % outboxShards;
}

type Listener = (entries: readonly OutboxEntry[]) => void;

/** Events ready to be written in a transaction. */
export interface PreparedEvents {
  readonly mailbox: string;
  readonly entries: readonly OutboxEntry[];
  readonly writes: readonly Write[];
  /** The highest id given; `after` where there are none. */
  readonly last: number;
}

export class OutboxWriter {
  readonly #ids = new EventIds();
  readonly #listeners = new Set<Listener>();
  /** Entries that listeners were given, and may say to be sent. */
  readonly committedHere = new GivenEntries();

  /**
   * @param mailbox what orders the events: those of one are sent in the order of its commits
   * @param now epoch milliseconds
   * @param after the last id given to an event of `mailbox`; without it, the clock alone orders its commits
   */
  prepare(mailbox: string, records: readonly BusRecord[], now: number, after = 0): PreparedEvents {
    if (records.length === 0) return { mailbox, entries: [], writes: [], last: after };
    const shard = shardOf(mailbox);
    const first = this.#ids.take(records.length, after, now);
    const entries = records.map((record, index) => ({ shard, id: first + index, record }));
    const at = new Date(now);
    return {
      mailbox,
      entries,
      writes: entries.map((entry) => ({ do: 'insert', into: 'outbox', document: outboxDocument(mailbox, entry, at) })),
      last: first + records.length - 1,
    };
  }

  /** Tells those that listen, after the commit. */
  committed({ mailbox, entries }: PreparedEvents): void {
    if (entries.length === 0 || this.#listeners.size === 0) return;
    for (const { id } of entries) this.committedHere.add(id, mailbox);
    for (const listener of this.#listeners) listener(entries);
  }

  onCommitted(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** Puts events in the outbox within the session's transaction; after its commit, give what this gave to `committed`. */
export async function putInOutbox(
  { writer, bulkWrite }: { readonly writer: OutboxWriter; readonly bulkWrite: BulkWriter },
  session: ClientSession,
  mailbox: string,
  records: readonly BusRecord[],
  now: number,
): Promise<PreparedEvents> {
  const prepared = writer.prepare(mailbox, records, now);
  await bulkWrite(session, prepared.writes);
  return prepared;
}
