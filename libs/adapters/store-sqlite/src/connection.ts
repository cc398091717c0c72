/**
 * One connection to the file, with its prepared statements kept. Reads of one turn of the event loop see one state of the
 * file, and after a write the state that it made.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { walPragmas } from '@postbus/sqlite-wal';
import { portFault } from './sqlite-fault.ts';

export interface ConnectionOptions {
  /** Milliseconds to wait for another process that writes. */
  readonly busyTimeout: number;
  /** Bytes of pages kept in memory. */
  readonly cacheSize: number;
}

/** Bytes of the write-ahead log that stay on the disk once one long commit made it grow. */
const largestIdleLog = 64 << 20;

/**
 * SQLite looks at the value of a LIMIT that is a parameter, and so plans its statement anew for each call; of a sum it
 * does not.
 */
const limitParameter = /\bLIMIT \?\d*/g;

interface Statement {
  readonly prepared: StatementSync;
  /** Whether what it answers are rows that it wrote. */
  readonly returning: boolean;
}

export class Connection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Statement>();
  #changes = 0;
  /** A transaction is open that reads share. */
  #reading = false;
  #readingEnds: NodeJS.Immediate | undefined;

  /** @throws {PortError} `unavailable`, `storage-full`, as every method */
  constructor(file: string, options: ConnectionOptions) {
    this.#database = guarded(() => new DatabaseSync(file, { timeout: options.busyTimeout }));
    this.execute(walPragmas);
    this.execute(`PRAGMA journal_size_limit = ${largestIdleLog}`);
    this.execute(`PRAGMA cache_size = -${Math.ceil(options.cacheSize / 1024)}`);
  }

  /** Whether one is open that writes. */
  get inTransaction(): boolean {
    return !this.#reading && this.#database.isTransaction;
  }

  /** Runs SQL without values or rows, several statements too. */
  execute(sql: string): void {
    this.#endReading();
    guarded(() => this.#database.exec(sql));
  }

  /** Counts the statements that wrote a row. */
  get changes(): number {
    return this.#changes;
  }

  /** Runs one statement; `changes` counts the rows written. */
  run(sql: string, ...values: SQLInputValue[]): { readonly changes: number; readonly row: number } {
    this.#endReading();
    try {
      const { changes, lastInsertRowid } = this.#statement(sql).prepared.run(...values);
      if (changes !== 0) this.#changes++;
      return { changes: Number(changes), row: Number(lastInsertRowid) };
    } catch (error) {
      throw portFault(error);
    }
  }

  // The caller names the columns in the SQL, and so the row.
  // eslint-disable-next-line typescript/no-unnecessary-type-parameters
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    try {
      const { prepared, returning } = this.#statement(sql);
      if (returning) this.#endReading();
      else this.#beginReading();
      const row = prepared.get(...values);
      if (returning && row !== undefined) this.#changes++;
      return row as Row | undefined;
    } catch (error) {
      throw portFault(error);
    }
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    try {
      const { prepared, returning } = this.#statement(sql);
      if (returning) this.#endReading();
      else this.#beginReading();
      const rows = prepared.all(...values);
      if (returning && rows.length > 0) this.#changes++;
      return rows as Row[];
    } catch (error) {
      throw portFault(error);
    }
  }

  close(): void {
    this.#endReading();
    clearImmediate(this.#readingEnds);
    this.#statements.clear();
    this.#database.close();
  }

  /** Reads of one turn of the event loop share a transaction: its locks cost more than finding a row. */
  #beginReading(): void {
    if (this.#reading || this.#database.isTransaction) return;
    this.#statement('BEGIN').prepared.run();
    this.#reading = true;
    this.#readingEnds ??= setImmediate(() => {
      this.#readingEnds = undefined;
      this.#endReading();
    });
  }

  #endReading(): void {
    if (!this.#reading) return;
    this.#reading = false;
    // A fault of the file may have ended it.
    if (this.#database.isTransaction) this.#statement('COMMIT').prepared.run();
  }

  #statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      const prepared = this.#database.prepare(sql.replaceAll(limitParameter, '$& + 0'));
      statement = { prepared, returning: /\bRETURNING\b/.test(sql) };
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function guarded<Result>(call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw portFault(error);
  }
}
