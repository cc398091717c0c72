/** The outbox: a shard's lease with its fencing token, its events in order. */
import type { BusRecord } from '@postbus/contracts';
import { type Clock, type Outbox, type OutboxEntry, type OutboxLease, PortError } from '@postbus/ports';
import type { Connection } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';
import { type OutboxWriter, outboxShards } from './outbox-rows.ts';

interface LeaseRow {
  readonly owner: string;
  readonly token: number;
  readonly leased_until: number;
}

interface EventRow extends Pick<BusRecord, 'topic' | 'key' | 'value'> {
  readonly id: number;
  readonly headers: string;
}

/** A lease is lost when another took the shard, which it may once the time ran out; until then its holder goes on. */
export class SqliteOutbox implements Outbox {
  readonly shards = outboxShards;
  readonly #connection: Connection;
  readonly #commits: GroupCommit;
  readonly #writer: OutboxWriter;
  readonly #clock: Clock;

  constructor(connection: Connection, commits: GroupCommit, writer: OutboxWriter, clock: Clock) {
    this.#connection = connection;
    this.#commits = commits;
    this.#writer = writer;
    this.#clock = clock;
  }

  lease(shard: number, owner: string, duration: number): Promise<OutboxLease | undefined> {
    return this.#commits.write(() => {
      const now = this.#clock.now();
      const held = this.#leaseRow(shard);
      const running = held !== undefined && held.leased_until > now;
      if (running && held.owner !== owner) return undefined;
      const token = running ? held.token : (held?.token ?? 0) + 1;
      const leasedUntil = now + duration;
      this.#connection.run(
        'INSERT OR REPLACE INTO outbox_leases (shard, owner, token, leased_until) VALUES (?, ?, ?, ?)',
        shard,
        owner,
        token,
        leasedUntil,
      );
      return { shard, token, leasedUntil };
    });
  }

  async read(lease: OutboxLease, limit: number, committedBefore = Number.MAX_SAFE_INTEGER): Promise<OutboxEntry[]> {
    this.#checkLease(lease);
    const rows = this.#connection.all<EventRow>(
      `SELECT id, topic, key, headers, value FROM outbox WHERE shard = ? AND committed_at < ? ORDER BY id LIMIT ?`,
      lease.shard,
      committedBefore,
      limit,
    );
    return rows.map(({ id, topic, key, headers, value }) => ({
      shard: lease.shard,
      id,
      record: { topic, key, headers: JSON.parse(headers) as BusRecord['headers'], value },
    }));
  }

  remove(lease: OutboxLease, ids: readonly number[]): Promise<void> {
    return this.#commits.write(() => {
      this.#checkLease(lease);
      this.#remove(lease.shard, ids);
    });
  }

  removeSent(entries: readonly Pick<OutboxEntry, 'shard' | 'id'>[]): Promise<void> {
    const shards = Map.groupBy(entries, ({ shard }) => shard);
    return this.#commits.write(() => {
      for (const [shard, sent] of shards) {
        const ids = sent.map(({ id }) => id);
        this.#remove(shard, ids);
      }
    });
  }

  release(lease: OutboxLease): Promise<void> {
    return this.#commits.write(() => {
      this.#connection.run(
        'UPDATE outbox_leases SET leased_until = 0 WHERE shard = ? AND token = ?',
        lease.shard,
        lease.token,
      );
    });
  }

  async waiting(): Promise<number> {
    return this.#connection.get<{ readonly waiting: number }>('SELECT count(*) AS waiting FROM outbox')?.waiting ?? 0;
  }

  onCommitted(listener: (entries: readonly OutboxEntry[]) => void): () => void {
    return this.#writer.onCommitted(listener);
  }

  #remove(shard: number, ids: readonly number[]): void {
    const list = JSON.stringify(ids);
    const { changes } = this.#connection.run(
      'DELETE FROM outbox WHERE shard = ? AND id IN (SELECT value FROM json_each(?))',
      shard,
      list,
    );
    if (changes === 0) return;
    this.#connection.run(
      "DELETE FROM blob_references WHERE holder = 'event' AND row IN (SELECT value FROM json_each(?))",
      list,
    );
  }

  #leaseRow(shard: number): LeaseRow | undefined {
    return this.#connection.get<LeaseRow>(
      'SELECT owner, token, leased_until FROM outbox_leases WHERE shard = ?',
      shard,
    );
  }

  #checkLease({ shard, token }: OutboxLease): void {
    if (this.#leaseRow(shard)?.token !== token) {
      throw new PortError('lease-lost', 'outbox', `shard ${shard} went to another holder`);
    }
  }
}
