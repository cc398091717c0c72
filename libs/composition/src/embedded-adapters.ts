/** Every port over the embedded adapters of one data folder, which one process has at a time. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openAttemptLog } from '@postbus/attempt-log-fs';
import { openFileBlobStore } from '@postbus/blob-fs';
import { type EmbeddedBusOptions, openEmbeddedBus } from '@postbus/bus-embedded';
import { topics } from '@postbus/contracts';
import { type Clock, systemClock } from '@postbus/ports';
import { openSqliteStore } from '@postbus/store-sqlite';
import { type Adapters, moduleOf, opening } from './adapters.ts';

export interface EmbeddedOptions {
  /** Made where it is missing, for its owner alone. */
  readonly folder: string;
  readonly bus?: Omit<EmbeddedBusOptions, 'folder' | 'clock'>;
  readonly clock?: Clock;
}

/**
 * @throws {DataFolderError} `folder-in-use` where another process has the folder
 * @throws {PortError}, {StoreError} where something in it cannot be opened
 */
export function openEmbeddedAdapters({
  folder,
  bus: busOptions,
  clock = systemClock,
}: EmbeddedOptions): Promise<Adapters> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return opening(async (opened) => {
    const bus = opened.add(openEmbeddedBus({ ...busOptions, folder, clock }));
    const blobs = opened.add(await openFileBlobStore(join(folder, 'blobs')));
    const attempts = opened.add(openAttemptLog(folder));
    const store = opened.add(openSqliteStore({ folder, clock }));
    // The folder is this process's alone: whoever held jobs is gone, and none waits for a lease to run out.
    await store.jobStore.endClaims();
    const { mailStore, jobStore, directory, deviceStore, smimeStore, textMessages, auditLog: audit } = store;
    const stores = { mailStore, jobStore, directory, deviceStore, smimeStore, textMessages };
    const ports = { ...stores, bus, blobs, attempts, audit, clock };
    return {
      ...ports,
      folder,
      owner: 'embedded',
      checks: {
        store: () => directory.isLocalDomain('localhost'),
        bus: () => bus.deadLetters(topics.mailReceived.name, { limit: 1 }),
      },
      module: moduleOf(ports),
      close: () => opened.close(),
    };
  });
}
