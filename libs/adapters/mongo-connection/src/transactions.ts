/**
 * Transactions, run again after a conflict. As the convenient API of drivers does it, with conflicts counted and an
 * end of our own: https://github.com/mongodb/specifications/blob/master/source/transactions-convenient-api
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type ClientSession, type Connection, mongo } from 'mongoose';
import { storeCommitted, storeConflict, storeFailed } from './channels.ts';
import type { LivingClients } from './living-clients.ts';
import { isCommitUnknown, isConflict, isOfTheWay, isTransient, mongoFault } from './mongo-fault.ts';

/** The first wait after a conflict is up to this many milliseconds; each further one up to half as much again. */
const firstWait = 5;
const longestWait = 250;

export class Transactions {
  readonly #connection: Connection;
  readonly #living: LivingClients;
  readonly #time: number;
  readonly #options: mongo.TransactionOptions;
  readonly #running = new Set<Promise<unknown>>();
  #conflicts = 0;

  /** @param time milliseconds that a transaction may take with all its tries */
  constructor(connection: Connection, living: LivingClients, time: number) {
    this.#connection = connection;
    this.#living = living;
    this.#time = time;
    this.#options = {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', journal: true, wtimeoutMS: time },
      readPreference: 'primary',
    };
  }

  /** Conflicts met so far. */
  get conflicts(): number {
    return this.#conflicts;
  }

  async run<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> {
    const running = this.#runInSession(work);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Fulfilled when all that run have ended. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  async #runInSession<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> {
    const began = performance.now();
    const session = await this.#connection.startSession();
    try {
      await this.#living.know(session);
      const result = await this.#untilThrough(session, work, began + this.#time);
      storeCommitted.publish({ writes: 1, refused: 0, duration: performance.now() - began });
      return result;
    } catch (error) {
      if (mongoFault(error, 'store') !== error) storeFailed.publish({ writes: 1, error });
      throw error;
    } finally {
      await session.endSession();
    }
  }

  async #untilThrough<Result>(
    session: ClientSession,
    work: (session: ClientSession) => Promise<Result>,
    deadline: number,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await this.#once(session, work);
        await commit(session, deadline);
        return result;
      } catch (error) {
        if (!isTransient(error)) throw error;
        if (isConflict(error)) this.#tellConflict(attempt);
        const pause = Math.random() * Math.min(firstWait * 1.5 ** (attempt - 1), longestWait);
        if (performance.now() + pause >= deadline) throw error;
        await wait(pause);
      }
    }
  }

  async #once<Result>(session: ClientSession, work: (session: ClientSession) => Promise<Result>): Promise<Result> {
    session.startTransaction(this.#options);
    try {
      return await work(session);
    } catch (error) {
      if (session.inTransaction()) await session.abortTransaction();
      throw error;
    }
  }

  #tellConflict(attempt: number): void {
    this.#conflicts += 1;
    storeConflict.publish({ attempt });
  }
}

/**
 * Committing twice is harmless, so an answer that got lost is asked for again. The driver does not say of every fault
 * on the way that the commit may have happened, so this does.
 */
async function commit(session: ClientSession, deadline: number): Promise<void> {
  for (;;) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!isCommitUnknown(error) && !isOfTheWay(error)) throw error;
      if (performance.now() < deadline) continue;
      if (error instanceof mongo.MongoError) error.addErrorLabel('UnknownTransactionCommitResult');
      throw error;
    }
  }
}
