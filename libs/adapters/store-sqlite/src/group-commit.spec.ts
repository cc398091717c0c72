import { DatabaseSync } from 'node:sqlite';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { PortError } from '@postbus/ports';
import { WalSync } from '@postbus/sqlite-wal';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoreCommitted, StoreFailed } from './channels.ts';
import { Connection } from './connection.ts';
import { GroupCommit } from './group-commit.ts';

describe('group commit', () => {
  let folder: TemporaryFolder;
  let connection: Connection;
  let sync: WalSync;
  let commits: GroupCommit;
  const committed: StoreCommitted[] = [];
  const failed: StoreFailed[] = [];
  const hearCommitted = (message: unknown) => void committed.push(message as StoreCommitted);
  const hearFailed = (message: unknown) => void failed.push(message as StoreFailed);

  const file = () => join(folder.path, 'group.db');

  beforeEach(() => {
    folder = temporaryFolder();
    connection = new Connection(file(), { busyTimeout: 1, cacheSize: 1 << 20 });
    connection.execute('CREATE TABLE kept (value)');
    sync = new WalSync(file());
    commits = new GroupCommit(connection, sync, { largestGroup: 8, longestGroup: 1000 });
    subscribe('postbus.store.committed', hearCommitted);
    subscribe('postbus.store.failed', hearFailed);
  });
  afterEach(async () => {
    unsubscribe('postbus.store.committed', hearCommitted);
    unsubscribe('postbus.store.failed', hearFailed);
    committed.length = 0;
    failed.length = 0;
    await sync.close();
    connection.close();
    folder.remove();
  });

  const keep = (value: number) => commits.write(() => void connection.run('INSERT INTO kept VALUES (?)', value));
  const kept = () => connection.all<{ readonly value: number }>('SELECT value FROM kept').map(({ value }) => value);

  it('puts writes of one turn into one transaction, in their order, up to the largest group', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, value) => keep(value)));
    expect(committed.map(({ writes, refused }) => [writes, refused])).toEqual([
      [8, 0],
      [8, 0],
      [4, 0],
    ]);
    expect(kept()).toEqual(Array.from({ length: 20 }, (_, value) => value));
  });

  it('takes no further write when the time is up', async () => {
    commits = new GroupCommit(connection, sync, { largestGroup: 100, longestGroup: 0 });
    await Promise.all([keep(1), keep(2), keep(3)]);
    expect(committed.map(({ writes }) => writes)).toEqual([1, 1, 1]);
  });

  it('rolls back alone what throws, with its calls after the commit', async () => {
    const called: string[] = [];
    const refused = commits.write((afterCommit) => {
      connection.run('INSERT INTO kept VALUES (99)');
      afterCommit.set('refused', () => called.push('refused'));
      throw new Error('refused');
    });
    const good = commits.write((afterCommit) => {
      afterCommit.set('good', () => called.push('good'));
      return 'good';
    });
    const outcomes = await Promise.allSettled([keep(1), refused, good, keep(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(kept()).toEqual([1, 2]);
    expect(called).toEqual(['good']);
    expect(committed).toMatchObject([{ writes: 4, refused: 1 }]);
  });

  it('does a group again only where a write throws after it wrote', async () => {
    let done = 0;
    const counted = () => commits.write(() => void done++);
    const refused = (work: () => void) =>
      commits.write(() => {
        work();
        throw new Error('refused');
      });
    const [reads, changesNothing, writes] = [
      'SELECT value FROM kept',
      'UPDATE kept SET value = 9 WHERE value = 8 RETURNING value',
      'UPDATE kept SET value = 9 WHERE value = 1 RETURNING value',
    ].map((sql) => () => void connection.get(sql)) as [() => void, () => void, () => void];
    await Promise.allSettled([counted(), refused(reads), keep(1)]);
    await Promise.allSettled([counted(), refused(changesNothing), keep(2)]);
    expect(done).toBe(2);
    await Promise.allSettled([counted(), refused(writes), keep(3)]);
    expect(done).toBe(4);
    expect(kept()).toEqual([1, 2, 3]);
  });

  it('fulfils nothing before the commit is in the file', async () => {
    const other = new DatabaseSync(file());
    const seen = await keep(1).then(() => other.prepare('SELECT count(*) AS count FROM kept').get());
    other.close();
    expect(seen).toEqual({ count: 1 });
  });

  it('fulfils nothing before the log is synced, and says so where that fails', async () => {
    const synced = Promise.withResolvers<void>();
    vi.spyOn(sync, 'durable').mockReturnValueOnce(synced.promise);
    let fulfilled = false;
    const first = keep(1).then(() => (fulfilled = true));
    await vi.waitFor(() => expect(kept()).toEqual([1]));
    expect(fulfilled).toBe(false);
    synced.resolve();
    await first;
    vi.spyOn(sync, 'durable').mockRejectedValueOnce(new Error('EIO: i/o error'));
    await expect(keep(2)).rejects.toMatchObject({ code: 'outcome-unknown', retryable: true });
  });

  it('refuses all of a group with storage-full when no room is left, and goes on once there is', async () => {
    connection.execute('PRAGMA max_page_count = 10');
    const big = () => commits.write(() => void connection.run('INSERT INTO kept VALUES (zeroblob(100000))'));
    const outcomes = await Promise.allSettled([keep(1), big(), keep(2)]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'storage-full', retryable: true } });
      expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(PortError);
    }
    expect(kept()).toEqual([]);
    expect(failed).toMatchObject([{ writes: 3, error: { code: 'storage-full' } }]);
    connection.execute('PRAGMA max_page_count = 1000');
    await Promise.all([keep(3), big()]);
    expect(kept()).toHaveLength(2);
  });

  it('refuses with unavailable while another process writes', async () => {
    const other = new DatabaseSync(file());
    other.exec('BEGIN IMMEDIATE');
    await expect(keep(1)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    other.exec('ROLLBACK');
    other.close();
    await keep(2);
    expect(kept()).toEqual([2]);
  });

  it('commits what waits when closed, and takes no more', async () => {
    const waiting = Array.from({ length: 20 }, (_, value) => keep(value));
    await commits.close();
    await Promise.all(waiting);
    expect(kept()).toHaveLength(20);
    await expect(keep(1)).rejects.toMatchObject({ code: 'closed' });
  });
});
