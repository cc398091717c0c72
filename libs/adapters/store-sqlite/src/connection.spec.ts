import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';

describe('reads outside a transaction', () => {
  let folder: TemporaryFolder;
  let connection: Connection;
  let other: Connection;
  beforeEach(() => {
    folder = temporaryFolder();
    [connection, other] = [open(), open()];
    connection.execute('CREATE TABLE kept (value INTEGER)');
  });
  afterEach(() => {
    connection.close();
    other.close();
    folder.remove();
  });

  const open = () => new Connection(join(folder.path, 'reads.db'), { busyTimeout: 1, cacheSize: 1 << 20 });
  const keep = (of: Connection, value: number) => of.run('INSERT INTO kept VALUES (?)', value);
  const kept = (of: Connection) => of.all<{ value: number }>('SELECT value FROM kept').map(({ value }) => value);

  it('see one state of the file in one turn of the event loop, and the present one in the next', async () => {
    expect(kept(connection)).toEqual([]);
    keep(other, 1);
    expect(kept(connection)).toEqual([]);
    await nextTurn();
    expect(kept(connection)).toEqual([1]);
  });

  it('see what the connection itself wrote since, at once', () => {
    expect(kept(connection)).toEqual([]);
    keep(connection, 1);
    expect(kept(connection)).toEqual([1]);
    expect(connection.get('UPDATE kept SET value = 2 RETURNING value')).toEqual({ value: 2 });
    expect(kept(connection)).toEqual([2]);
    connection.execute('DELETE FROM kept');
    expect(kept(connection)).toEqual([]);
  });

  it('are no part of a write after them, which is in the file at once and may be undone', () => {
    expect(kept(connection)).toEqual([]);
    expect(connection.inTransaction).toBe(false);
    keep(connection, 1);
    expect(kept(other)).toEqual([1]);
    expect(kept(connection)).toEqual([1]);
    connection.run('BEGIN IMMEDIATE');
    keep(connection, 2);
    expect(connection.inTransaction).toBe(true);
    expect(kept(connection)).toEqual([1, 2]);
    connection.run('ROLLBACK');
    expect(kept(connection)).toEqual([1]);
  });

  it('hold up nothing when the connection is closed', () => {
    expect(kept(connection)).toEqual([]);
    connection.close();
    expect(() => kept(connection)).toThrow(expect.objectContaining({ code: 'closed' }));
    connection = open();
  });
});
