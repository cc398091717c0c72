/** The outbox: a shard's lease with its fencing token, its events in order. */
import { type Clock, type Outbox, type OutboxEntry, type OutboxLease, PortError } from '@postbus/ports';
import { isDuplicateKey } from '@postbus/mongo-connection';
import type { Connection, Model } from 'mongoose';
import type { OfMailbox } from '../of-mailbox.ts';
import type { StoreCalls } from '../store-calls.ts';
import { GivenEntries } from './given-entries.ts';
import {
  type OutboxDocument,
  type OutboxLeaseDocument,
  outboxEntry,
  outboxLeaseModel,
  outboxModel,
} from './outbox-document.ts';
import { type OutboxWriter, outboxShards } from './outbox-writer.ts';

/** Documents removed by one command. */
const removedAtOnce = 1000;

/** A lease is lost when another took the shard, which it may once the time ran out; until then its holder goes on. */
export class MongoOutbox implements Outbox {
  readonly shards = outboxShards;
  readonly #events: Model<OutboxDocument>;
  readonly #leases: Model<OutboxLeaseDocument>;
  readonly #writer: OutboxWriter;
  readonly #clock: Clock;
  readonly #calls: StoreCalls;
  /** By shard, what was read last. */
  readonly #readHere = new Map<number, GivenEntries>();

  constructor(connection: Connection, writer: OutboxWriter, clock: Clock, calls: StoreCalls) {
    this.#events = outboxModel(connection);
    this.#leases = outboxLeaseModel(connection);
    this.#writer = writer;
    this.#clock = clock;
    this.#calls = calls;
  }

  lease(shard: number, owner: string, duration: number): Promise<OutboxLease | undefined> {
    return this.#calls.run(async () => {
      const now = new Date(this.#clock.now());
      const leasedUntil = new Date(now.getTime() + duration);
      const running = { $gt: ['$leasedUntil', now] };
      const token = { $cond: [running, '$token', { $add: [{ $ifNull: ['$token', 0] }, 1] }] };
      try {
        const held = await this.#leases.findOneAndUpdate(
          { _id: shard, $or: [{ owner }, { leasedUntil: { $lte: now } }] },
          [{ $set: { token, owner: { $literal: owner }, leasedUntil } }],
          { upsert: true, returnDocument: 'after', lean: true, updatePipeline: true },
        );
        return held === null ? undefined : { shard, token: held.token, leasedUntil: leasedUntil.getTime() };
      } catch (error) {
        // The shard's lease is there, and is another's: it was to be made anew.
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
    });
  }

  /** Of two events of different mailboxes with one id, the second is given once the first is removed. */
  read(lease: OutboxLease, limit: number, committedBefore?: number): Promise<OutboxEntry[]> {
    return this.#calls.run(async () => {
      const older = committedBefore === undefined ? {} : { at: { $lt: new Date(committedBefore) } };
      const [, documents] = await Promise.all([
        this.#checkLease(lease),
        this.#events
          .find({ shard: lease.shard, ...older })
          .sort({ shard: 1, id: 1 })
          .limit(limit)
          .lean<OutboxDocument[]>(),
      ]);
      const given = new GivenEntries();
      this.#readHere.set(lease.shard, given);
      return documents.filter(({ id, mailbox }) => given.add(id, mailbox)).map(outboxEntry);
    });
  }

  remove(lease: OutboxLease, ids: readonly number[]): Promise<void> {
    return this.#calls.run(async () => {
      await this.#checkLease(lease);
      await this.#remove(this.#readHere.get(lease.shard)?.keys(ids) ?? []);
    });
  }

  removeSent(entries: readonly Pick<OutboxEntry, 'shard' | 'id'>[]): Promise<void> {
    return this.#calls.run(async () => {
      const { committedHere } = this.#writer;
      const ids = entries.map(({ id }) => id);
      await this.#remove(committedHere.keys(ids));
      committedHere.forget(ids);
    });
  }

  release({ shard, token }: OutboxLease): Promise<void> {
    return this.#calls.run(async () => {
      await this.#leases.updateOne({ _id: shard, token }, { $set: { leasedUntil: new Date(0) } });
    });
  }

  waiting(): Promise<number> {
    return this.#calls.run(() => this.#events.countDocuments({ shard: { $gte: 0 } }));
  }

  onCommitted(listener: (entries: readonly OutboxEntry[]) => void): () => void {
    return this.#writer.onCommitted(listener);
  }

  async #remove(keys: readonly OfMailbox[]): Promise<void> {
    for (let from = 0; from < keys.length; from += removedAtOnce) {
      const some = keys.slice(from, from + removedAtOnce);
      await this.#events.deleteMany({
        _id: { $in: some.map(({ _id }) => _id) },
        mailbox: { $in: [...new Set(some.map(({ mailbox }) => mailbox))] },
      });
    }
  }

  async #checkLease({ shard, token }: OutboxLease): Promise<void> {
    const held = await this.#leases.findOne({ _id: shard }, { token: 1 }).lean();
    if (held?.token !== token) throw new PortError('lease-lost', 'outbox', `shard ${shard} went to another holder`);
  }
}
