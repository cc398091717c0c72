import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordLog, prepareRecord } from './record-log.ts';
import { openLog } from './schema.ts';

describe('records just appended, which readers get without a look at the file', () => {
  let folder: TemporaryFolder;
  let database: DatabaseSync;
  let log: RecordLog;
  beforeEach(() => {
    folder = temporaryFolder();
    database = openLog(join(folder.path, 'bus.db'));
    log = new RecordLog(database, () => 1);
  });
  afterEach(() => {
    database.close();
    folder.remove();
  });

  const append = (...texts: readonly string[]) =>
    log.transact(
      () => {
        for (const text of texts) log.append(prepared(text), 7);
      },
      () => {},
    );
  const read = (of: RecordLog, from: number, limit = 10, bytes?: number) =>
    of.read(of.partitions('t')![0]!, from, limit, bytes);

  it('are those that the file has', () => {
    append('a', 'b');
    append('c', 'd', 'e');
    const fromFile = new RecordLog(database, () => 1);
    for (const [from, limit, bytes] of [
      [0, 10],
      [1, 2],
      [2, 10],
      [3, 1],
      [2, 10, 2],
      [5, 10],
    ] as const) {
      const records = read(log, from, limit, bytes);
      expect(records).toEqual(read(fromFile, from, limit, bytes));
      expect(records.map(({ offset }) => offset)).toEqual(records.map((_, index) => from + index));
    }
    expect(read(log, 2).map(({ value }) => String.fromCharCode(...value))).toEqual(['c', 'd', 'e']);
  });

  it('have the bytes that were written, whatever becomes of those that were given', () => {
    const value = Buffer.from('a');
    const record = prepareRecord({ topic: 't', key: 'k', headers: {}, value });
    log.transact(
      () => log.append(record, 7),
      () => {},
    );
    value.fill(0);
    expect(read(log, 0)[0]!.value).toEqual(new Uint8Array([0x61]));
  });

  it('are none of a transaction that failed', () => {
    append('a');
    const failing = () =>
      log.transact(
        () => log.append(prepared('b'), 7),
        () => {
          throw new Error('disk I/O error');
        },
      );
    expect(failing).toThrow('disk I/O error');
    expect(read(log, 0)).toHaveLength(1);
    expect(read(log, 1)).toEqual([]);
    append('c');
    expect(read(log, 1).map(({ value }) => String.fromCharCode(...value))).toEqual(['c']);
  });
});

function prepared(text: string) {
  return prepareRecord({
    topic: 't',
    key: 'schlüssel',
    headers: { ce_id: text },
    value: new TextEncoder().encode(text),
  });
}
