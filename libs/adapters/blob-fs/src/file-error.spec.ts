import { writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { toPortError } from './file-error.ts';

const failureOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};

describe('faults of the storage', () => {
  it('tells a full device as storage-full', async () => {
    const failure = await failureOf(() => writeFile('/dev/full', 'x'));
    expect(toPortError(failure)).toMatchObject({ code: 'storage-full', retryable: true, cause: failure });
  });

  it('tells a full database as storage-full', async () => {
    const database = new DatabaseSync(':memory:');
    database.exec('create table t (b blob); pragma max_page_count = 3');
    const failure = await failureOf(() => database.exec('insert into t values (randomblob(100000))'));
    expect(toPortError(failure)).toMatchObject({ code: 'storage-full', retryable: true });
    database.close();
  });

  it('tells other faults as unavailable, and leaves what is no fault of the storage', async () => {
    const failure = await failureOf(() => writeFile('/', 'x'));
    expect(toPortError(failure)).toMatchObject({ code: 'unavailable', retryable: true });
    const other = new Error('other');
    expect(toPortError(other)).toBe(other);
  });
});
