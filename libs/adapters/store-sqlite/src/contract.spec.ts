import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openFileBlobStore } from '@postbus/blob-fs';
import { manualClock, temporaryFolder } from '@postbus/testing';
import {
  type AuditLogFixture,
  type CollectionFixture,
  type StoreFixture,
  auditLogContract,
  blobCollectionContract,
  deviceStoreContract,
  directoryContract,
  jobStoreContract,
  mailStoreContract,
  smimeStoreContract,
  textMessageStoreContract,
} from '@postbus/testing/contract';
import { type SqliteStore, openSqliteStore } from './index.ts';

mailStoreContract('store-sqlite', async () => openFixture());
jobStoreContract('store-sqlite', async () => openFixture());
directoryContract('store-sqlite', async () => openFixture());
deviceStoreContract('store-sqlite', async () => openFixture());
smimeStoreContract('store-sqlite', async () => openFixture());
textMessageStoreContract('store-sqlite', async () => openFixture());
auditLogContract('store-sqlite', openAuditFixture);
blobCollectionContract('store-sqlite with blob-fs', openWithBlobs);

interface SqliteFixture extends StoreFixture {
  readonly stores: SqliteStore;
}

/** A crash leaves the files as they are on the disk at that moment: the store goes on from a copy of them. */
function openFixture(): SqliteFixture {
  const root = temporaryFolder();
  const clock = manualClock();
  const opened: SqliteStore[] = [];
  let life = 0;
  const folder = () => join(root.path, String(life));
  const open = (): SqliteStore => {
    const store = openSqliteStore({ folder: folder(), clock });
    opened.push(store);
    return store;
  };
  let stores = open();
  return {
    clock,
    get stores() {
      return stores;
    },
    second: async () => open(),
    crash: async () => {
      const from = folder();
      life += 1;
      copyStore(from, folder());
    },
    reopen: async () => (stores = open()),
    dispose: async () => {
      for (const store of opened) await store.close();
      root.remove();
    },
  };
}

async function openWithBlobs(): Promise<CollectionFixture> {
  const root = temporaryFolder();
  const fixture = openFixture();
  const blobs = await openFileBlobStore(root.path);
  return {
    ...fixture,
    get stores() {
      return fixture.stores;
    },
    blobs,
    dispose: async () => {
      await blobs.close();
      await fixture.dispose();
      root.remove();
    },
  };
}

async function openAuditFixture(): Promise<AuditLogFixture> {
  const fixture = openFixture();
  return {
    log: fixture.stores.auditLog,
    crash: async () => {
      await fixture.crash();
      await fixture.reopen();
      return fixture.stores.auditLog;
    },
    dispose: () => fixture.dispose(),
  };
}

function copyStore(from: string, to: string): void {
  mkdirSync(to);
  for (const name of ['store.db', 'store.db-wal']) {
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
  }
}
