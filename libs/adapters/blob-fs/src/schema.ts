/** The tables of the index. A row without `content` says that the blob is a file. Times are epoch milliseconds. */
import type { DatabaseSync } from 'node:sqlite';
import { BlobFsError } from './blob-fs-error.ts';

const schema = `
create table content (
  id integer primary key,
  bytes blob not null
) strict;
create table blob (
  sha256 blob primary key,
  size integer not null,
  put_at integer not null,
  condemned_at integer,
  content integer references content (id)
) strict, without rowid;
create index blob_condemned on blob (condemned_at) where condemned_at is not null;
pragma user_version = 1;
`;
const schemaVersion = 1;

/** Makes the tables where there are none. @throws {BlobFsError} `index-version` where another version made them */
export function prepareIndex(database: DatabaseSync): void {
  const version = database.prepare('pragma user_version').get()?.['user_version'];
  if (version === 0) database.exec(`begin immediate; ${schema} commit;`);
  else if (version !== schemaVersion) {
    throw new BlobFsError('index-version', `the index has version ${String(version)}, not ${schemaVersion}`);
  }
}
