/** Opens the store's file: its ports over one connection and one line of commits. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AuditLog,
  type Clock,
  type DeviceStore,
  type Directory,
  type JobStore,
  type MailStore,
  type SmimeStore,
  type TextMessageStore,
  systemClock,
} from '@postbus/ports';
import { WalSync } from '@postbus/sqlite-wal';
import { AbandonedRows } from './abandoned-rows.ts';
import { SqliteAuditLog } from './audit-log.ts';
import { Connection } from './connection.ts';
import { SqliteDeviceStore } from './device-store.ts';
import { SqliteDirectory } from './directory.ts';
import { GroupCommit } from './group-commit.ts';
import { SqliteJobStore } from './job-store.ts';
import { SqliteMailStore } from './mail-store.ts';
import { migrate } from './migrate.ts';
import { SqliteOutbox } from './outbox.ts';
import { OutboxWriter } from './outbox-rows.ts';
import { SqliteSmimeStore } from './smime-store.ts';
import { SqliteTextMessageStore } from './text-message-store.ts';

export interface SqliteStoreOptions {
  /** Where the file `store.db` lies; made, for its owner alone, where it is not there. */
  readonly folder: string;
  readonly clock?: Clock;
  /** Writes that one transaction may have; 128 unless told. Stops a burst of writers from holding up every reader. */
  readonly largestGroup?: number;
  /** Milliseconds of work after which a transaction takes no further write; 10 unless told, for the same reason. */
  readonly longestGroup?: number;
  /** Milliseconds to wait for another process that writes; 1,000 unless told. The thread stands still meanwhile. */
  readonly busyTimeout?: number;
  /** Bytes of pages kept in memory; 64 MiB unless told. */
  readonly cacheSize?: number;
}

export interface SqliteStore {
  readonly mailStore: MailStore;
  readonly jobStore: JobStore & Pick<SqliteJobStore, 'endClaims'>;
  readonly directory: Directory;
  readonly deviceStore: DeviceStore;
  readonly smimeStore: SmimeStore;
  readonly textMessages: TextMessageStore;
  readonly auditLog: AuditLog;
  /** Commits what waits, then closes the file. */
  close(): Promise<void>;
}

/**
 * @throws {StoreError} `schema-newer`, `schema-changed`
 * @throws {PortError} `unavailable`, `storage-full`
 */
export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { folder, clock = systemClock, largestGroup = 128, longestGroup = 10 } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'store.db');
  const connection = openFile(file, options, clock);
  const sync = new WalSync(file);
  const commits = new GroupCommit(connection, sync, { largestGroup, longestGroup });
  const outboxWriter = new OutboxWriter(connection);
  const abandoned = new AbandonedRows(connection, commits);
  const close = closeOnce(commits, sync, connection);
  const outbox = new SqliteOutbox(connection, commits, outboxWriter, clock);
  abandoned.remove();
  return {
    mailStore: new SqliteMailStore({ connection, commits, outbox, outboxWriter, abandoned, clock, close }),
    jobStore: new SqliteJobStore(connection, commits, clock),
    directory: new SqliteDirectory(connection, commits, outboxWriter, clock),
    deviceStore: new SqliteDeviceStore(connection, commits),
    smimeStore: new SqliteSmimeStore(connection, commits),
    textMessages: new SqliteTextMessageStore(connection, commits, outboxWriter, clock),
    auditLog: new SqliteAuditLog(connection, commits),
    close,
  };
}

function openFile(
  file: string,
  { busyTimeout = 1000, cacheSize = 64 << 20 }: SqliteStoreOptions,
  clock: Clock,
): Connection {
  const connection = new Connection(file, { busyTimeout, cacheSize });
  try {
    migrate(connection, file, clock);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function closeOnce(commits: GroupCommit, sync: WalSync, connection: Connection): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await commits.close();
    await sync.close();
    connection.close();
  };
  return () => (closed ??= close());
}
