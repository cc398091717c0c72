/** Every port over the embedded adapters of one data folder, which one process has at a time. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import { openAttemptLog } from '@postbus/attempt-log-fs';
import { openFileBlobStore } from '@postbus/blob-fs';
import { type EmbeddedBusOptions, openEmbeddedBus } from '@postbus/bus-embedded';
import {
  ATTEMPT_LOG,
  BLOB_STORE,
  CLOCK,
  DEVICE_STORE,
  DIRECTORY,
  JOB_STORE,
  MAIL_STORE,
  MESSAGE_BUS,
  OUTBOX,
  portsModule,
} from '@postbus/platform';
import {
  type AttemptLog,
  type BlobStore,
  type Clock,
  type DeviceStore,
  type Directory,
  type JobStore,
  type MailStore,
  type MessageBus,
  systemClock,
} from '@postbus/ports';
import { openSqliteStore } from '@postbus/store-sqlite';

export interface Adapters {
  /** Where the data lies. */
  readonly folder: string;
  readonly bus: MessageBus;
  readonly mailStore: MailStore;
  readonly jobStore: JobStore;
  readonly directory: Directory;
  readonly deviceStore: DeviceStore;
  readonly blobs: BlobStore;
  readonly attempts: AttemptLog;
  readonly clock: Clock;
  /** Gives them to a Nest application. */
  readonly module: DynamicModule;
  /** To be called when nothing uses them any more. */
  close(): Promise<void>;
}

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
export async function openEmbeddedAdapters({
  folder,
  bus: busOptions,
  clock = systemClock,
}: EmbeddedOptions): Promise<Adapters> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const closers: (() => Promise<void>)[] = [];
  const opened = <Port extends { close(): Promise<void> }>(port: Port): Port => {
    closers.unshift(() => port.close());
    return port;
  };
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0)) await one();
  };
  try {
    const bus = opened(openEmbeddedBus({ ...busOptions, folder, clock }));
    const blobs = opened(await openFileBlobStore(join(folder, 'blobs')));
    const attempts = opened(openAttemptLog(folder));
    const store = opened(openSqliteStore({ folder, clock }));
    const { mailStore, jobStore, directory, deviceStore } = store;
    const module = portsModule([
      [MESSAGE_BUS, bus],
      [MAIL_STORE, mailStore],
      [OUTBOX, mailStore.outbox],
      [JOB_STORE, jobStore],
      [DIRECTORY, directory],
      [DEVICE_STORE, deviceStore],
      [BLOB_STORE, blobs],
      [ATTEMPT_LOG, attempts],
      [CLOCK, clock],
    ]);
    return { folder, bus, mailStore, jobStore, directory, deviceStore, blobs, attempts, clock, module, close };
  } catch (error) {
    await close();
    throw error;
  }
}
