/**
 * Many writes to one fsync. What is asked for while the last transaction is synced to the disk shares the next one, and
 * is fulfilled when the commit is durable. The thread never waits for the disk.
 *
 * A write that throws before it wrote anything leaves nothing to undo, and hardly one throws later. So a group is first
 * done without savepoints, of which each has SQLite copy the pages that are written after it; where a write throws after
 * it wrote, the group is undone and done again with a savepoint for each.
 */
import { PortError } from '@postbus/ports';
import type { WalSync } from '@postbus/sqlite-wal';
import { type StoreCommitted, type StoreFailed, storeCommitted, storeFailed } from './channels.ts';
import type { Connection } from './connection.ts';
import { isFileFault } from './sqlite-fault.ts';

/** Calls to make once the transaction is durable, one a key. */
export type AfterCommit = Map<string, () => void>;

/**
 * Runs inside the transaction, synchronously, and once more where that was undone; what it throws rolls back its own
 * writes alone.
 */
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

/** Does one write of a group. */
type Perform = (write: Write, afterCommit: AfterCommit) => Outcome | undefined;

/** What a transaction did. */
interface Committed {
  readonly outcomes: readonly Outcome[];
  readonly afterCommit: AfterCommit;
}

export class GroupCommit {
  readonly #connection: Connection;
  readonly #sync: Pick<WalSync, 'durable'>;
  readonly #options: GroupCommitOptions;
  #waiting: Write[] = [];
  /** The next group is scheduled, or the last one is not durable yet. */
  #busy = false;
  #closed = false;

  constructor(connection: Connection, sync: Pick<WalSync, 'durable'>, options: GroupCommitOptions) {
    this.#connection = connection;
    this.#sync = sync;
    this.#options = options;
  }

  /**
   * What `work` returns, once it is durable.
   * @throws {PortError} `unavailable`, `storage-full`: nothing was kept; `outcome-unknown` where the disk failed after
   *   the commit; `closed`; whatever `work` throws
   */
  write<Result>(work: Work<Result>): Promise<Result> {
    if (this.#closed) return Promise.reject(new PortError('closed', 'store', 'it is closed'));
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as Write['resolve'], reject });
      this.#schedule();
    });
  }

  /** Commits what waits and takes no more. Fulfilled when all of it is settled. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#waiting.length > 0) this.#commitGroup();
    await this.#sync.durable().catch(() => {});
  }

  #schedule(): void {
    if (this.#busy || this.#waiting.length === 0) return;
    this.#busy = true;
    setImmediate(() => this.#commitGroup());
  }

  #ready(): void {
    this.#busy = false;
    this.#schedule();
  }

  #commitGroup(): void {
    if (this.#waiting.length === 0) return this.#ready();
    const group = this.#waiting.slice(0, this.#options.largestGroup);
    const started = performance.now();
    let committed: Committed;
    try {
      committed = this.#transact(group);
    } catch (error) {
      this.#waiting = this.#waiting.slice(group.length);
      this.#refuse(group, error);
      this.#ready();
      return;
    }
    this.#waiting = this.#waiting.slice(committed.outcomes.length);
    void this.#settleWhenDurable(committed, started);
  }

  async #settleWhenDurable({ outcomes, afterCommit }: Committed, started: number): Promise<void> {
    try {
      await this.#sync.durable();
    } catch (cause) {
      const fault = new PortError('outcome-unknown', 'store', 'the disk failed after the commit', { cause });
      this.#refuse(
        outcomes.map(({ write }) => write),
        fault,
      );
      return;
    } finally {
      this.#ready();
    }
    const refused = settle(outcomes);
    const committed: StoreCommitted = { writes: outcomes.length, refused, duration: performance.now() - started };
    storeCommitted.publish(committed);
    for (const call of afterCommit.values()) call();
  }

  /** Commits as many of `group` as there is time for. @throws the file's fault, with nothing kept */
  #transact(group: readonly Write[]): Committed {
    try {
      const together = this.#attempt(group, (write, afterCommit) => this.#unguarded(write, afterCommit));
      return together ?? this.#attempt(group, (write, afterCommit) => this.#inSavepoint(write, afterCommit))!;
    } catch (error) {
      if (this.#connection.inTransaction) this.#connection.run('ROLLBACK');
      throw error;
    }
  }

  /** Undefined, with nothing kept, where `perform` cannot undo one of them alone. */
  #attempt(group: readonly Write[], perform: Perform): Committed | undefined {
    const outcomes: Outcome[] = [];
    const afterCommit: AfterCommit = new Map();
    const until = performance.now() + this.#options.longestGroup;
    // One that a fault left open: nothing of it was fulfilled.
    if (this.#connection.inTransaction) this.#connection.run('ROLLBACK');
    this.#connection.run('BEGIN IMMEDIATE');
    for (const write of group) {
      const outcome = perform(write, afterCommit);
      if (outcome === undefined) {
        this.#connection.run('ROLLBACK');
        return undefined;
      }
      outcomes.push(outcome);
      if (performance.now() > until) break;
    }
    this.#connection.run('COMMIT');
    return { outcomes, afterCommit };
  }

  /** Undefined where it threw after it wrote. */
  #unguarded(write: Write, afterCommit: AfterCommit): Outcome | undefined {
    const before = this.#connection.changes;
    const outcome = outcomeOf(write, afterCommit);
    return 'error' in outcome && this.#connection.changes !== before ? undefined : outcome;
  }

  #inSavepoint(write: Write, afterCommit: AfterCommit): Outcome {
    this.#connection.run('SAVEPOINT one');
    const outcome = outcomeOf(write, afterCommit);
    if ('error' in outcome) this.#connection.run('ROLLBACK TO one');
    this.#connection.run('RELEASE one');
    return outcome;
  }

  #refuse(group: readonly Write[], error: unknown): void {
    const failed: StoreFailed = { writes: group.length, error };
    storeFailed.publish(failed);
    for (const { reject } of group) reject(error);
  }
}

/** @throws the file's fault */
function outcomeOf(write: Write, afterCommit: AfterCommit): Outcome {
  const calls: AfterCommit = new Map();
  try {
    const result = write.work(calls);
    for (const [key, call] of calls) afterCommit.set(key, call);
    return { write, result };
  } catch (error) {
    if (isFileFault(error)) throw error;
    return { write, error };
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
