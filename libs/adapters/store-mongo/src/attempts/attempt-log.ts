/**
 * The AttemptLog of a cluster: whichever process tries the work next knows how often it began. docs/adr/0010
 *
 * What begins is counted before the work starts, acknowledged from the primary's memory: that outlives the process,
 * which is what can crash on a message. Begins and ends that meet share one bulk write, and one is under way at a time.
 * An end waits a while for others; where the process dies first, the work is blamed once too often, which it survives.
 */
import { setImmediate } from 'node:timers/promises';
import { type MongoConnection, mongoFault } from '@postbus/mongo-connection';
import { type AttemptLog, PortError } from '@postbus/ports';
import type { Model } from 'mongoose';
import { type AttemptDocument, attemptIndexes, attemptModel } from './attempt-document.ts';
import { type Attempt, writeAttempts } from './write-attempts.ts';

export interface MongoAttemptLogOptions {
  /** Milliseconds that an end may wait for others; 200 unless told. */
  readonly endsWithin?: number;
}

/**
 * Opens the log; `mongo` stays open when it closes.
 * @throws {MongoSetupError} `index-differs`
 * @throws {PortError} `unavailable`
 */
export async function openMongoAttemptLog(
  mongo: MongoConnection,
  { endsWithin = 200 }: MongoAttemptLogOptions = {},
): Promise<AttemptLog> {
  await mongo.ensureIndexes(attemptIndexes);
  return new MongoAttemptLog(mongo, endsWithin);
}

interface Waiting {
  readonly attempt: Attempt;
  readonly written: PromiseWithResolvers<number>;
}

class MongoAttemptLog implements AttemptLog {
  readonly #mongo: MongoConnection;
  readonly #attempts: Model<AttemptDocument>;
  readonly #endsWithin: number;
  /** What the next bulk write takes, by id. */
  #next = new Map<string, Waiting>();
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(mongo: MongoConnection, endsWithin: number) {
    this.#mongo = mongo;
    this.#attempts = attemptModel(mongo.connection);
    this.#endsWithin = endsWithin;
  }

  async begin(id: string): Promise<number> {
    this.#refuseWhereClosed();
    const before = this.#next.get(id);
    if (before !== undefined && before.attempt.did !== 'end') {
      await before.written.promise;
      return this.begin(id);
    }
    // An end that waits is not written any more: the count begins anew instead.
    const { promise } = this.#put(id, before === undefined ? 'begin' : 'begin-anew');
    this.#writing ??= this.#write();
    return promise;
  }

  async end(id: string): Promise<void> {
    this.#refuseWhereClosed();
    this.#put(id, 'end');
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writing ??= this.#write();
    }, this.#endsWithin);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#writing;
    if (this.#next.size > 0) await this.#write();
  }

  #put(id: string, did: Attempt['did']): PromiseWithResolvers<number> {
    const written = Promise.withResolvers<number>();
    // Nobody waits for an end.
    written.promise.catch(() => undefined);
    this.#next.set(id, { attempt: { id, did }, written });
    return written;
  }

  /** Writes what there is, and what came meanwhile where work waits for it. */
  async #write(): Promise<void> {
    do {
      await setImmediate();
      const batch = this.#next;
      this.#next = new Map();
      await this.#writeBatch(batch);
    } while ([...this.#next.values()].some(({ attempt }) => attempt.did !== 'end'));
    this.#writing = undefined;
  }

  async #writeBatch(batch: ReadonlyMap<string, Waiting>): Promise<void> {
    const attempts = [...batch.values()].map(({ attempt }) => attempt);
    try {
      const before = await writeAttempts(this.#attempts, attempts, new Date(this.#mongo.clock.now()));
      for (const [id, { written }] of batch) written.resolve(before.get(id) ?? 0);
    } catch (error) {
      for (const [id, { attempt, written }] of batch) {
        written.reject(mongoFault(error, 'AttemptLog'));
        // What ended has ended, and is written with the next.
        if (attempt.did !== 'begin' && !this.#closed && !this.#next.has(id)) this.#put(id, 'end');
      }
    }
  }

  #refuseWhereClosed(): void {
    if (this.#closed) throw new PortError('closed', 'AttemptLog', 'it is closed');
  }
}
