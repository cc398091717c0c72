/** Events put in the outbox by the commit that they tell of. */
import type { BusRecord } from '@postbus/contracts';
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

/** Puts events in the outbox; their blobs are held until they are sent. */
export class OutboxWriter {
  readonly #connection: Connection;
  readonly #listeners = new Set<(shard: number) => void>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  put(mailbox: string, records: readonly BusRecord[], afterCommit: AfterCommit): void {
    if (records.length === 0) return;
    const shard = shardOf(mailbox);
    for (const record of records) this.#insert(shard, record);
    afterCommit.set(`outbox/${shard}`, () => this.#tell(shard));
  }

  onCommitted(listener: (shard: number) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #insert(shard: number, { topic, key, headers, value }: BusRecord): void {
    const { row } = this.#connection.run(
      'INSERT INTO outbox (shard, topic, key, headers, value) VALUES (?, ?, ?, ?, ?)',
      shard,
      topic,
      key,
      JSON.stringify(headers),
      value,
    );
    addBlobReferences(this.#connection, 'event', row, blobsOfEvent({ topic, key, headers, value }));
  }

  #tell(shard: number): void {
    for (const listener of this.#listeners) listener(shard);
  }
}
