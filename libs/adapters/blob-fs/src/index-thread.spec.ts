import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { IndexThread } from './index-thread.ts';
import { openIndex } from './open-index.ts';
import { prepareIndex } from './schema.ts';

it('tells every put of a transaction that failed, and goes on', async () => {
  const root = await mkdtemp(join(tmpdir(), 'blob-fs-'));
  const path = join(root, 'blobs.sqlite');
  const database = openIndex(path);
  prepareIndex(database);
  const thread = new IndexThread(path);
  const bytes = randomBytes(10);
  database.exec("create trigger full before insert on content begin select raise(abort, 'no more'); end");
  const puts = [
    thread.put({ sha256: randomBytes(32), size: 10, bytes }),
    thread.put({ sha256: randomBytes(32), size: 10 }),
  ];
  expect((await Promise.allSettled(puts)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(database.prepare('select count(*) n from blob').get()).toEqual({ n: 0 });
  database.exec('drop trigger full');
  await thread.put({ sha256: randomBytes(32), size: 10, bytes });
  await thread.close();
  await expect(thread.put({ sha256: randomBytes(32), size: 10, bytes })).rejects.toMatchObject({ code: 'closed' });
  database.close();
  await rm(root, { recursive: true });
});

it('is unavailable for good where its thread cannot work', async () => {
  const thread = new IndexThread('/nowhere/blobs.sqlite');
  const put = () => thread.put({ sha256: randomBytes(32), size: 0, bytes: new Uint8Array(0) });
  await expect(put()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  await expect(put()).rejects.toMatchObject({ code: 'unavailable' });
  await thread.close();
});
