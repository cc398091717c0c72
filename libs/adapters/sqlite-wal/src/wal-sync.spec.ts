import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WalSync, walPragmas } from './index.ts';

let folder: TemporaryFolder;
let file: string;
let database: DatabaseSync;
let sync: WalSync;

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'test.db');
  database = new DatabaseSync(file);
  database.exec(`${walPragmas} CREATE TABLE kept (value)`);
  sync = new WalSync(file);
});
afterEach(async () => {
  await sync.close();
  database.close();
  folder.remove();
});

const insert = (): void => database.exec('INSERT INTO kept VALUES (zeroblob(20000))');

describe('commits in WAL mode', () => {
  it('become durable together, in the order of their asking', async () => {
    const order: number[] = [];
    const asked = Array.from({ length: 50 }, async (_, index) => {
      insert();
      await sync.durable();
      order.push(index);
    });
    await Promise.all(asked);
    expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it('are copied into the database by the thread while they go on', async () => {
    const before = statSync(file).size;
    await vi.waitFor(
      async () => {
        for (let commit = 0; commit < 100; commit++) {
          insert();
          await sync.durable();
        }
        expect(statSync(file).size).toBeGreaterThan(before + 1_000_000);
      },
      { timeout: 10_000 },
    );
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  });

  it('end under way when it is closed, twice too, and no further one is taken', async () => {
    insert();
    const last = sync.durable();
    const closed = sync.close();
    await expect(sync.durable()).rejects.toThrow('closed');
    await Promise.all([last, closed, sync.close()]);
    expect(existsSync(`${file}-wal`)).toBe(true);
  });
});
