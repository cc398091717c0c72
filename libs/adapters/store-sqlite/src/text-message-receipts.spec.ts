import { join } from 'node:path';
import { systemClock } from '@postbus/ports';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { migrate } from './migrate.ts';
import { nextReference } from './text-message-receipts.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

it('begins again at 0 after the highest reference that two octets hold', () => {
  const file = join(folder.path, 'store.db');
  const connection = new Connection(file, { busyTimeout: 1, cacheSize: 1 << 20 });
  migrate(connection, file, systemClock);
  nextReference(connection, 'carrier', '+1', 1);
  connection.run('UPDATE text_references SET reference = ?', 0xfffe);
  const next = () => nextReference(connection, 'carrier', '+1', 1);
  expect([next(), next(), next()]).toEqual([0xffff, 0, 1]);
  connection.close();
});
