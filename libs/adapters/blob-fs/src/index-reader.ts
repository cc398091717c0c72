/** What the index knows. Rows are found in microseconds, so these calls need no thread of their own. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export interface FoundBlob {
  readonly size: number;
  /** Absent: the blob is a file. */
  readonly bytes?: Uint8Array;
}

/** A blob that may be collected. */
export interface Candidate {
  readonly sha256: string;
  readonly size: number;
}

export class IndexReader {
  readonly #find: StatementSync;
  readonly #unused: StatementSync;
  readonly #condemned: StatementSync;
  readonly #isCondemned: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(
      'select size, bytes from blob left join content on content.id = blob.content where sha256 = ?',
    );
    this.#unused = database.prepare(
      `select lower(hex(sha256)) sha256, size from blob
       where sha256 > ? and put_at < ? and condemned_at is null order by sha256 limit ?`,
    );
    this.#condemned = database.prepare(
      `select lower(hex(sha256)) sha256, size from blob
       where sha256 > ? and condemned_at < ? order by sha256 limit ?`,
    );
    this.#isCondemned = database.prepare('select 1 from blob where sha256 = ? and condemned_at is not null');
  }

  find(sha256: string): FoundBlob | undefined {
    const row = this.#find.get(Buffer.from(sha256, 'hex'));
    if (row === undefined) return undefined;
    return { size: Number(row['size']), ...(row['bytes'] instanceof Uint8Array && { bytes: row['bytes'] }) };
  }

  /** Blobs after `after` (hexadecimal, empty to begin), last put before `since` and not condemned. */
  unused(since: number, after: string, limit: number): Candidate[] {
    return candidates(this.#unused.all(Buffer.from(after, 'hex'), since, limit));
  }

  /** Blobs after `after` that were condemned before `since`. */
  condemned(since: number, after: string, limit: number): Candidate[] {
    return candidates(this.#condemned.all(Buffer.from(after, 'hex'), since, limit));
  }

  isCondemned(sha256: string): boolean {
    return this.#isCondemned.get(Buffer.from(sha256, 'hex')) !== undefined;
  }
}

function candidates(rows: readonly Record<string, unknown>[]): Candidate[] {
  return rows.map((row) => ({ sha256: String(row['sha256']), size: Number(row['size']) }));
}
