import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WalSync } from '@postbus/sqlite-wal';
import { type Committed, channels } from '@postbus/bus-partitions';
import { CommittedOffsets } from './committed-offsets.ts';
import { GroupCommit } from './group-commit.ts';
import { RecordLog, prepareRecord } from './record-log.ts';
import { openLog } from './schema.ts';

const settings = { maxQueuedBytes: 1_000_000, commitEvery: 5 };
const record = (key: string, bytes = 10) =>
  prepareRecord({ topic: 't', key, headers: {}, value: new Uint8Array(bytes) });
const soon = () => performance.now() + 10_000;

let folder: ReturnType<typeof temporaryFolder>;
let database: DatabaseSync;
let sync: WalSync;
let log: RecordLog;
let offsets: CommittedOffsets;
let commits: GroupCommit;
let committed: Committed[];
const tell = (message: unknown) => committed.push(message as Committed);

beforeEach(() => {
  folder = temporaryFolder();
  database = openLog(join(folder.path, 'bus.db'));
  sync = new WalSync(join(folder.path, 'bus.db'));
  log = new RecordLog(database, () => 4);
  offsets = new CommittedOffsets(database);
  commits = new GroupCommit(log, sync, offsets, settings);
  committed = [];
  channels.committed.subscribe(tell);
});

afterEach(async () => {
  channels.committed.unsubscribe(tell);
  commits.abandon();
  await sync.close();
  database.close();
  folder.remove();
});

const append = (key: string, bytes?: number, deadline = soon()) => {
  const prepared = record(key, bytes);
  return commits.run(() => log.append(prepared, 1), { bytes: prepared.bytes, durable: true, deadline });
};
const ends = () => (log.partitions('t') ?? []).reduce((sum, { next }) => sum + next, 0);

const commitOffset = () => {
  const partitions = log.partitions('t') ?? [];
  for (const partition of partitions.slice(0, 1)) offsets.commit('g', partition, 1);
};

describe('group commit', () => {
  it('lets writes that arrive together share one transaction', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, index) => append(`key ${index}`)));
    expect(committed).toMatchObject([{ writes: 100, durable: true }]);
    expect(ends()).toBe(100);
  });

  it('cuts a transaction that would hold up the event loop, and loses none', async () => {
    await Promise.all(Array.from({ length: 1200 }, (_, index) => append(`key ${index}`)));
    expect(committed.length).toBeGreaterThan(2);
    expect(ends()).toBe(1200);
  });

  it('syncs records before they count, and offsets alone not', async () => {
    const synced = vi.spyOn(sync, 'durable');
    await append('a');
    expect(synced).toHaveBeenCalledTimes(1);
    const written = new Promise((resolve) =>
      channels.committed.subscribe(function once(message) {
        channels.committed.unsubscribe(once);
        resolve(message);
      }),
    );
    commitOffset();
    commits.offsetsChanged();
    expect(await written).toMatchObject({ writes: 0, durable: false });
    expect(synced).toHaveBeenCalledTimes(1);
  });

  it('tells that the outcome is unknown where the disk fails after the commit', async () => {
    vi.spyOn(sync, 'durable').mockRejectedValueOnce(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }));
    await expect(append('a')).rejects.toMatchObject({ code: 'outcome-unknown' });
  });

  it('takes changed offsets along with the next write', async () => {
    await append('a');
    commitOffset();
    await append('b');
    expect(committed).toHaveLength(2);
    expect(database.prepare('SELECT count(*) AS rows FROM committed_offsets').get()).toEqual({ rows: 1 });
  });

  it('keeps nothing of a transaction that fails, in memory neither', async () => {
    await append('a');
    const before = ends();
    const fault = Object.assign(new Error('disk I/O error'), { errcode: 10 });
    const failing = commits.run(
      () => {
        log.append(record('b'), 1);
        log.append(prepareRecord({ topic: 'new', key: 'c', headers: {}, value: new Uint8Array() }), 1);
        throw fault;
      },
      { bytes: 0, durable: true, deadline: soon() },
    );
    await expect(failing).rejects.toMatchObject({ code: 'unavailable', cause: fault });
    expect(ends()).toBe(before);
    expect(log.partitions('new')).toBeUndefined();
    await append('d');
    expect(ends()).toBe(before + 1);
  });
});

describe('a disk that is full', () => {
  it('is storage-full, keeps nothing, and works again when there is room', async () => {
    await append('a');
    const pages = (database.prepare('PRAGMA page_count').get() as { page_count: number }).page_count;
    database.exec(`PRAGMA max_page_count = ${pages}`);
    await expect(append('b', 500_000)).rejects.toMatchObject({ code: 'storage-full', retryable: true });
    expect(ends()).toBe(1);
    database.exec('PRAGMA max_page_count = 4294967294');
    await append('c', 500_000);
    expect(ends()).toBe(2);
  });
});

describe('a log that another connection has locked', () => {
  let other: DatabaseSync;
  beforeEach(() => {
    other = new DatabaseSync(join(folder.path, 'bus.db'));
    other.exec('BEGIN IMMEDIATE');
  });
  afterEach(() => {
    if (other.isOpen) other.close();
  });

  it('is waited for without blocking, in order', async () => {
    const done: string[] = [];
    const writes = ['a', 'b', 'c'].map((key) => append(key).then(() => done.push(key)));
    await new Promise((resolve) =>
      channels.stalled.subscribe(function once(message) {
        channels.stalled.unsubscribe(once);
        resolve(message);
      }),
    );
    writes.push(append('d').then(() => done.push('d')));
    expect(done).toEqual([]);
    other.close();
    await Promise.all(writes);
    expect(done).toEqual(['a', 'b', 'c', 'd']);
  });

  it('leaves the outcome unknown past the deadline, and the write does not appear later', async () => {
    await expect(append('late', 10, performance.now() + 30)).rejects.toMatchObject({ code: 'outcome-unknown' });
    other.close();
    await append('a');
    expect(ends()).toBe(1);
  });

  it('takes no more than the limit of bytes in the meantime', async () => {
    const waiting = append('a', 900_000);
    await expect(append('b', 200_000)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    other.close();
    await waiting;
    await append('b', 200_000);
  });

  it('leaves what waits at an abandon with an unknown outcome', async () => {
    const waiting = append('a');
    commits.abandon();
    await expect(waiting).rejects.toMatchObject({ code: 'outcome-unknown' });
    await expect(append('b')).rejects.toMatchObject({ code: 'closed' });
  });
});
