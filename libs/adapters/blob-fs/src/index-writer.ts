/** Every change of the index, each call one durable transaction. Runs in a thread of its own, which waits for the disk. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export interface IndexedBlob {
  readonly sha256: Uint8Array;
  readonly size: number;
  /** Of a small blob; a large one is a file. */
  readonly bytes?: Uint8Array;
}

export class IndexWriter {
  readonly #database: DatabaseSync;
  readonly #touch: StatementSync;
  readonly #insertContent: StatementSync;
  readonly #insertBlob: StatementSync;
  readonly #condemn: StatementSync;
  readonly #spare: StatementSync;
  readonly #deleteBlob: StatementSync;
  readonly #deleteContent: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#touch = database.prepare('update blob set put_at = ?, condemned_at = null where sha256 = ?');
    this.#insertContent = database.prepare('insert into content (bytes) values (?)');
    this.#insertBlob = database.prepare('insert into blob (sha256, size, put_at, content) values (?, ?, ?, ?)');
    this.#condemn = database.prepare(
      'update blob set condemned_at = ? where sha256 = ? and put_at < ? and condemned_at is null',
    );
    this.#spare = database.prepare('update blob set condemned_at = null where sha256 = ?');
    this.#deleteBlob = database.prepare(
      'delete from blob where sha256 = ? and condemned_at is not null returning content',
    );
    this.#deleteContent = database.prepare('delete from content where id = ?');
  }

  /** Keeps blobs, or keeps them anew: one that was condemned no longer is. */
  put(blobs: readonly IndexedBlob[], now: number): void {
    this.#transaction(() => {
      for (const blob of blobs) {
        if (this.#touch.run(now, blob.sha256).changes > 0) continue;
        const content = blob.bytes === undefined ? null : this.#insertContent.run(blob.bytes).lastInsertRowid;
        this.#insertBlob.run(blob.sha256, blob.size, now, content);
      }
    });
  }

  /** Condemns those of `hashes` that were last put before `unusedSince`. @returns how many */
  condemn(hashes: readonly Uint8Array[], unusedSince: number, now: number): number {
    return this.#transaction(() => {
      let condemned = 0;
      for (const sha256 of hashes) condemned += Number(this.#condemn.run(now, sha256, unusedSince).changes);
      return condemned;
    });
  }

  /** No longer condemns `hashes`. */
  spare(hashes: readonly Uint8Array[]): void {
    this.#transaction(() => {
      for (const sha256 of hashes) this.#spare.run(sha256);
    });
  }

  /** Removes those of `hashes` that are still condemned: a put in between took that away. @returns how many */
  remove(hashes: readonly Uint8Array[]): number {
    return this.#transaction(() => {
      let removed = 0;
      for (const sha256 of hashes) {
        const blob = this.#deleteBlob.get(sha256);
        if (blob === undefined) continue;
        if (blob['content'] !== null) this.#deleteContent.run(blob['content'] as number);
        removed++;
      }
      return removed;
    });
  }

  #transaction<Result>(work: () => Result): Result {
    this.#database.exec('begin immediate');
    try {
      const result = work();
      this.#database.exec('commit');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    }
  }
}
