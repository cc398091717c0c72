import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { blobStoreContract } from '@postbus/testing/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileBlobStore } from './file-blob-store.ts';

blobStoreContract('files', async () => {
  const root = await mkdtemp(join(tmpdir(), 'blob-fs-'));
  let store = await openFileBlobStore(root);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openFileBlobStore(root);
      return store;
    },
    dispose: async () => {
      await store.close();
      await rm(root, { recursive: true });
    },
  };
});

describe('the folder of a store', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'blob-fs-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('holds a large blob as a file named by its SHA-256 below its first two digits', async () => {
    const store = await openFileBlobStore(root);
    const { sha256 } = await store.put(new Uint8Array(100_000));
    await store.close();
    expect((await stat(join(root, sha256.slice(0, 2), sha256))).size).toBe(100_000);
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
  });

  it('can be read by its owner only', async () => {
    const store = await openFileBlobStore(root);
    const { sha256 } = await store.put(new Uint8Array(100_000));
    await store.put(new Uint8Array(1));
    for (const path of ['blobs.sqlite', 'blobs.sqlite-wal', 'incoming', join(sha256.slice(0, 2), sha256)]) {
      expect((await stat(join(root, path))).mode & 0o077).toBe(0);
    }
    await store.close();
  });

  it('loses temporary files of a process that died, at opening, and no younger ones', async () => {
    await (await openFileBlobStore(root)).close();
    const old = join(root, 'incoming', 'old');
    await writeFile(old, 'x');
    await utimes(old, new Date(Date.now() - 7_200_000), new Date(Date.now() - 7_200_000));
    await writeFile(join(root, 'incoming', 'young'), 'x');
    await (await openFileBlobStore(root)).close();
    expect(await readdir(join(root, 'incoming'))).toEqual(['young']);
    await (await openFileBlobStore(root, { temporaryAge: -60_000 })).close();
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
  });

  it('tells a large blob whose file somebody removed as one that is not there', async () => {
    const store = await openFileBlobStore(root);
    const { sha256 } = await store.put(new Uint8Array(100_000));
    await rm(join(root, sha256.slice(0, 2), sha256));
    await expect(store.read({ sha256 })).rejects.toMatchObject({ code: 'no-such-blob' });
    expect(await store.put(new Uint8Array(100_000))).toMatchObject({ sha256 });
    expect((await store.read({ sha256 })).length).toBe(100_000);
    await store.close();
  });

  it('is left alone where another version made it', async () => {
    await (await openFileBlobStore(root)).close();
    const database = new DatabaseSync(join(root, 'blobs.sqlite'));
    database.exec('pragma user_version = 2');
    database.close();
    await expect(openFileBlobStore(root)).rejects.toMatchObject({ code: 'index-version', retryable: false });
  });

  it('is unavailable where it cannot be made', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(openFileBlobStore(join(root, 'file'))).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });
});
