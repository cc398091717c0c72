/** Events put in the outbox by the commit that they tell of. */
import type { BusRecord } from '@postbus/contracts';
import type { OutboxEntry } from '@postbus/ports';
import { addBlobReferences, blobsOfEvent } from './blob-references.ts';
import type { Connection } from './connection.ts';
import type { AfterCommit } from './group-commit.ts';

/** Fixed with the schema: events already there were put by it. */
export const outboxShards = 8;

/** The shard of a mailbox: FNV-1a, 32 bits, of its id. */
export function shardOf(mailbox: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(mailbox)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % outboxShards;
}

type Listener = (entries: readonly OutboxEntry[]) => void;

/** Puts events in the outbox; their blobs are held until they are sent. */
export class OutboxWriter {
  readonly #connection: Connection;
  readonly #listeners = new Set<Listener>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param now epoch milliseconds */
  put(mailbox: string, records: readonly BusRecord[], now: number, afterCommit: AfterCommit): void {
    if (records.length === 0) return;
    const shard = shardOf(mailbox);
    const entries = records.map((record) => ({ shard, id: this.#insert(shard, record, now), record }));
    afterCommit.set(`outbox/${entries[0]!.id}`, () => this.#tell(entries));
  }

  onCommitted(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #insert(shard: number, { topic, key, headers, value }: BusRecord, now: number): number {
    const { row } = this.#connection.run(
      'INSERT INTO outbox (shard, topic, key, headers, value, committed_at) VALUES (?, ?, ?, ?, ?, ?)',
      shard,
      topic,
      key,
      JSON.stringify(headers),
      value,
      now,
    );
    addBlobReferences(this.#connection, 'event', row, blobsOfEvent({ topic, key, headers, value }));
    return row;
  }

  #tell(entries: readonly OutboxEntry[]): void {
    for (const listener of this.#listeners) listener(entries);
  }
}
