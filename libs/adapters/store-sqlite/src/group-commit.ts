/**
 * Many writes to one fsync. Writes asked for in one turn of the event loop share a transaction, each inside a savepoint
 * of its own, and are fulfilled when the commit is durable. While a transaction runs, the thread does nothing else:
 * what arrives at its sockets meanwhile becomes the next one.
 */
import { PortError } from '@postbus/ports';
import { type StoreCommitted, type StoreFailed, storeCommitted, storeFailed } from './channels.ts';
import type { Connection } from './connection.ts';
import { isFileFault } from './sqlite-fault.ts';

/** Calls to make once the transaction is durable, one a key. */
export type AfterCommit = Map<string, () => void>;

/** Runs inside the transaction, synchronously; what it throws rolls back its own writes alone. */
export type Work<Result> = (afterCommit: AfterCommit) => Result;

export interface GroupCommitOptions {
  /** Writes that one transaction may have: bounds how long the thread is away. */
  readonly largestGroup: number;
  /** Milliseconds of work after which a transaction takes no further write. */
  readonly longestGroup: number;
}

interface Write {
  readonly work: Work<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly write: Write; readonly result?: unknown; readonly error?: unknown };

export class GroupCommit {
  readonly #connection: Connection;
  readonly #options: GroupCommitOptions;
  #waiting: Write[] = [];
  #scheduled = false;
  #closed = false;

  constructor(connection: Connection, options: GroupCommitOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /**
   * What `work` returns, once it is durable.
   * @throws {PortError} `unavailable`, `storage-full`: nothing was kept; `closed`; whatever `work` throws
   */
  write<Result>(work: Work<Result>): Promise<Result> {
    if (this.#closed) return Promise.reject(new PortError('closed', 'store', 'it is closed'));
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as Write['resolve'], reject });
      this.#schedule();
    });
  }

  /** Commits what waits and takes no more. */
  close(): void {
    this.#closed = true;
    while (this.#waiting.length > 0) this.#commitGroup();
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commitGroup();
    });
  }

  #commitGroup(): void {
    if (this.#waiting.length === 0) return;
    const group = this.#waiting.slice(0, this.#options.largestGroup);
    const afterCommit: AfterCommit = new Map();
    const started = performance.now();
    let outcomes: readonly Outcome[];
    try {
      outcomes = this.#transact(group, afterCommit, started + this.#options.longestGroup);
    } catch (error) {
      this.#waiting = this.#waiting.slice(group.length);
      this.#schedule();
      this.#refuse(group, error);
      return;
    }
    this.#waiting = this.#waiting.slice(outcomes.length);
    this.#schedule();
    const refused = settle(outcomes);
    const committed: StoreCommitted = { writes: outcomes.length, refused, duration: performance.now() - started };
    storeCommitted.publish(committed);
    for (const call of afterCommit.values()) call();
  }

  /** Commits as many of `group` as there is time for. @throws the file's fault, with nothing kept */
  #transact(group: readonly Write[], afterCommit: AfterCommit, until: number): Outcome[] {
    const outcomes: Outcome[] = [];
    try {
      // One that a fault left open: nothing of it was fulfilled.
      if (this.#connection.inTransaction) this.#connection.run('ROLLBACK');
      this.#connection.run('BEGIN IMMEDIATE');
      for (const write of group) {
        outcomes.push(this.#attempt(write, afterCommit));
        if (performance.now() > until) break;
      }
      this.#connection.run('COMMIT');
      return outcomes;
    } catch (error) {
      if (this.#connection.inTransaction) this.#connection.run('ROLLBACK');
      throw error;
    }
  }

  #attempt(write: Write, afterCommit: AfterCommit): Outcome {
    const calls: AfterCommit = new Map();
    this.#connection.run('SAVEPOINT one');
    try {
      const result = write.work(calls);
      this.#connection.run('RELEASE one');
      for (const [key, call] of calls) afterCommit.set(key, call);
      return { write, result };
    } catch (error) {
      if (isFileFault(error)) throw error;
      this.#connection.run('ROLLBACK TO one');
      this.#connection.run('RELEASE one');
      return { write, error };
    }
  }

  #refuse(group: readonly Write[], error: unknown): void {
    const failed: StoreFailed = { writes: group.length, error };
    storeFailed.publish(failed);
    for (const { reject } of group) reject(error);
  }
}

/** Returns how many were refused. */
function settle(outcomes: readonly Outcome[]): number {
  let refused = 0;
  for (const outcome of outcomes) {
    if ('error' in outcome) {
      refused++;
      outcome.write.reject(outcome.error);
    } else {
      outcome.write.resolve(outcome.result);
    }
  }
  return refused;
}
