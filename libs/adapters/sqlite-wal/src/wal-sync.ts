/**
 * Makes the commits of a database in WAL mode durable without holding up the thread that writes.
 * With `synchronous = NORMAL` a COMMIT only hands its frames to the system; here the log file is synced by the system's
 * threads, one sync for all that was committed meanwhile, and a thread of its own copies the log into the database.
 * What is fulfilled after `durable()` survives a power cut, as with `synchronous = FULL`; what is read before that does
 * not yet. The log is a sequence: what is durable, everything before it is too.
 */
import { closeSync, fdatasync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Checkpointer } from './checkpointer.ts';

/**
 * For the connection that writes. A commit copies the log itself only after 16,384 pages: the thread does so far earlier.
 * `fullfsync` makes a sync on macOS reach the drive; elsewhere it says nothing.
 */
export const walPragmas =
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA fullfsync = ON; PRAGMA wal_autocheckpoint = 16384;';

/** Syncs between two checkpoints. */
const checkpointEvery = 64;

export class WalSync {
  readonly #log: number;
  readonly #checkpointer: Checkpointer;
  #waiting: PromiseWithResolvers<void> | undefined;
  #running = false;
  #syncs = 0;
  #fault: Error | undefined;
  #idle: PromiseWithResolvers<void> | undefined;
  #closed: Promise<void> | undefined;

  /**
   * @param file of the database, on which something was written in WAL mode, so that its log is there
   * @throws the system's error where the log cannot be opened
   */
  constructor(file: string) {
    this.#log = openSync(`${file}-wal`, 'r');
    syncFolder(dirname(file));
    this.#checkpointer = new Checkpointer(file);
  }

  /**
   * Fulfilled when everything committed before the call is on the disk.
   * @throws the system's error where a sync failed, now or ever before: then nothing is known of what was written since
   */
  durable(): Promise<void> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    if (this.#closed !== undefined) return Promise.reject(new Error('the log is closed'));
    this.#waiting ??= Promise.withResolvers();
    const { promise } = this.#waiting;
    if (!this.#running) this.#sync();
    return promise;
  }

  /** Before the database is closed. Ends the thread; syncs under way end first. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    if (this.#running) await (this.#idle = Promise.withResolvers()).promise;
    closeSync(this.#log);
    await this.#checkpointer.close();
  }

  #sync(): void {
    const { resolve, reject } = this.#waiting!;
    this.#waiting = undefined;
    this.#running = true;
    fdatasync(this.#log, (error) => {
      this.#running = false;
      if (error === null) resolve();
      else reject((this.#fault = error));
      this.#next();
    });
  }

  #next(): void {
    if (this.#fault !== undefined) this.#waiting?.reject(this.#fault);
    else if (this.#waiting !== undefined) return this.#sync();
    this.#idle?.resolve();
    if (this.#closed === undefined && ++this.#syncs % checkpointEvery === 0) this.#checkpointer.run();
  }
}

/** The name of the log is in its folder for good. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
