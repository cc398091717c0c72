/**
 * The log: topics, their partitions and the records in them. Everything here is synchronous and short; a transaction
 * never spans a turn of the event loop, so readers see whole commits only.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { partitionOf } from '@postbus/bus-partitions';
import type { BusRecord } from '@postbus/contracts';
import type { ReceivedRecord } from '@postbus/ports';

export interface Partition {
  readonly id: number;
  readonly topic: string;
  readonly number: number;
  /** Offset below which nothing is kept. */
  start: number;
  /** Offset of the next record. */
  next: number;
  /** Bytes of the log up to its end. */
  bytes: number;
  /** Called after each commit that added records. */
  readonly readers: Set<() => void>;
}

/** A record ready to be written. */
export interface PreparedRecord extends BusRecord {
  /** Headers in the form that the log keeps. */
  readonly headersText: string;
  readonly bytes: number;
}

/** What a transaction adds to a partition, and how that was before. */
interface Growth {
  readonly next: number;
  readonly bytes: number;
  readonly records: ReceivedRecord[];
}

interface Row {
  readonly offset: number;
  readonly published_at: number;
  readonly key: string;
  readonly headers: string;
  readonly value: Uint8Array;
}

/** The form that the log keeps; done before the transaction, so that a wrong record fails alone. */
export function prepareRecord(record: BusRecord): PreparedRecord {
  const { topic, key, headers, value } = record;
  const headersText = JSON.stringify(headers);
  const bytes = value.byteLength + headersText.length + Buffer.byteLength(key);
  return { topic, key, headers, value, headersText, bytes };
}

export class RecordLog {
  readonly #database: DatabaseSync;
  readonly #partitionsFor: (topic: string) => number;
  readonly #topics = new Map<string, readonly Partition[]>();
  /** What the running transaction, or else the last one, appended: readers that it wakes need not look at the file. */
  readonly #grown = new Map<Partition, Growth>();
  /** Topics made by the running transaction. */
  readonly #made: string[] = [];
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #oldest: StatementSync;
  readonly #delete: StatementSync;
  readonly #raiseFloor: StatementSync;

  /** @param partitionsFor how many partitions a topic gets that is not there yet */
  constructor(database: DatabaseSync, partitionsFor: (topic: string) => number) {
    this.#database = database;
    this.#partitionsFor = partitionsFor;
    this.#insert = database.prepare(
      'INSERT INTO records (partition, "offset", published_at, log_bytes, key, headers, value) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    // SQLite plans a statement anew for each call where its LIMIT is a parameter, whose value it looks at; of a sum not.
    this.#select = database.prepare(
      'SELECT "offset", published_at, key, headers, value FROM records WHERE partition = ? AND "offset" >= ? ORDER BY "offset" LIMIT ? + 0',
    );
    this.#oldest = database.prepare(
      'SELECT "offset", published_at, log_bytes FROM records WHERE partition = ? AND "offset" >= ? ORDER BY "offset" LIMIT ? + 0',
    );
    this.#delete = database.prepare('DELETE FROM records WHERE partition = ? AND "offset" >= ? AND "offset" < ?');
    this.#raiseFloor = database.prepare('UPDATE partitions SET floor = max(floor, ?) WHERE id = ?');
    const names = database.prepare('SELECT DISTINCT topic FROM partitions').all() as unknown as { topic: string }[];
    for (const { topic } of names) this.#load(topic);
  }

  topics(): Iterable<readonly [string, readonly Partition[]]> {
    return this.#topics;
  }

  /** Undefined for a topic that was never made. */
  partitions(topic: string): readonly Partition[] | undefined {
    return this.#topics.get(topic);
  }

  /**
   * Runs `body` in one transaction and returns the partitions that grew by it. It survives a crash of the process; of
   * the machine once the log of SQLite is synced.
   * @param onCommitting called when nothing is left but the commit itself
   * @throws what SQLite throws; then nothing was changed, here and in the file
   */
  transact(body: () => void, onCommitting: () => void): Partition[] {
    this.#grown.clear();
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      body();
      onCommitting();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#undo();
      throw error;
    }
    this.#made.length = 0;
    return [...this.#grown.keys()];
  }

  /** The topic's partitions, made if need be; only within a transaction. */
  open(topic: string): readonly Partition[] {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    const insert = this.#database.prepare('INSERT INTO partitions (topic, number) VALUES (?, ?)');
    for (let number = 0; number < this.#partitionsFor(topic); number++) insert.run(topic, number);
    this.#made.push(topic);
    return this.#load(topic);
  }

  /** Appends to the partition of the record's key; only within a transaction. */
  append({ topic, key, headers, value, headersText, bytes }: PreparedRecord, now: number): void {
    const partitions = this.open(topic);
    const partition = partitions[partitionOf(key, partitions.length)]!;
    const growth = this.#growth(partition);
    const offset = partition.next++;
    partition.bytes += bytes;
    this.#insert.run(partition.id, offset, now, partition.bytes, key, headersText, value);
    // As the file has them: bytes that no publisher changes any more.
    const kept = new Uint8Array(value);
    growth.records.push({ topic, partition: partition.number, offset, publishedAt: now, key, headers, value: kept });
  }

  /** Removes records with offsets from `from` to before `to`; only within a transaction. */
  remove(partition: Partition, from: number, to: number): number {
    this.#raiseFloor.run(partition.next, partition.id);
    return Number(this.#delete.run(partition.id, from, to).changes);
  }

  /** Records from offset `from` on: at most `limit`, and no further one once they hold `bytes`. */
  read(partition: Partition, from: number, limit: number, bytes = Number.POSITIVE_INFINITY): ReceivedRecord[] {
    const records: ReceivedRecord[] = [];
    let held = 0;
    for (const record of this.#appended(partition, from, limit) ?? this.#stored(partition, from, limit)) {
      records.push(record);
      held += record.value.byteLength;
      if (held >= bytes) break;
    }
    return records;
  }

  /** When the first record at or after `from` was published; undefined where there is none. */
  publishedAt(partition: Partition, from: number): number | undefined {
    const row = this.#oldest.get(partition.id, from, 1) as unknown as { published_at: number } | undefined;
    return row?.published_at;
  }

  /** The last of the oldest `limit` records that age or size lets go, or undefined where the oldest one stays. */
  expired(
    partition: Partition,
    {
      publishedBefore,
      keptBytes,
      limit,
    }: { readonly publishedBefore: number; readonly keptBytes: number; readonly limit: number },
  ): number | undefined {
    let last: number | undefined;
    for (const row of this.#oldest.iterate(partition.id, partition.start, limit) as Iterable<unknown>) {
      const { offset, published_at, log_bytes } = row as { offset: number; published_at: number; log_bytes: number };
      if (published_at >= publishedBefore && partition.bytes - log_bytes < keptBytes) break;
      last = offset;
    }
    return last;
  }

  #growth(partition: Partition): Growth {
    let growth = this.#grown.get(partition);
    if (growth === undefined) {
      growth = { next: partition.next, bytes: partition.bytes, records: [] };
      this.#grown.set(partition, growth);
    }
    return growth;
  }

  /** Undefined where record `from` is older than what the last transaction appended. */
  #appended(partition: Partition, from: number, limit: number): ReceivedRecord[] | undefined {
    const growth = this.#grown.get(partition);
    if (growth === undefined || from < growth.next) return undefined;
    return growth.records.slice(from - growth.next, from - growth.next + limit);
  }

  *#stored(partition: Partition, from: number, limit: number): Iterable<ReceivedRecord> {
    for (const row of this.#select.iterate(partition.id, from, limit) as Iterable<unknown>) {
      yield received(partition, row as Row);
    }
  }

  #undo(): void {
    for (const [partition, { next, bytes }] of this.#grown) Object.assign(partition, { next, bytes });
    for (const topic of this.#made) this.#topics.delete(topic);
    this.#grown.clear();
    this.#made.length = 0;
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }

  #load(topic: string): readonly Partition[] {
    const rows = this.#database
      .prepare(
        `SELECT p.id, p.number, p.floor, first."offset" AS first, last."offset" AS last, coalesce(last.log_bytes, 0) AS bytes
         FROM partitions p
         LEFT JOIN records first ON first.partition = p.id
           AND first."offset" = (SELECT min("offset") FROM records WHERE partition = p.id)
         LEFT JOIN records last ON last.partition = p.id
           AND last."offset" = (SELECT max("offset") FROM records WHERE partition = p.id)
         WHERE p.topic = ? ORDER BY p.number`,
      )
      .all(topic) as unknown as PartitionRow[];
    const partitions = rows.map((row) => {
      const next = Math.max(row.floor, (row.last ?? -1) + 1);
      return {
        id: row.id,
        topic,
        number: row.number,
        start: row.first ?? next,
        next,
        bytes: row.bytes,
        readers: new Set<() => void>(),
      };
    });
    this.#topics.set(topic, partitions);
    return partitions;
  }
}

interface PartitionRow {
  readonly id: number;
  readonly number: number;
  readonly floor: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly bytes: number;
}

function received(partition: Partition, row: Row): ReceivedRecord {
  return {
    topic: partition.topic,
    partition: partition.number,
    offset: row.offset,
    publishedAt: row.published_at,
    key: row.key,
    headers: JSON.parse(row.headers) as Record<string, string>,
    value: row.value,
  };
}
