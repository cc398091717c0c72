/** Every port, over whichever adapters the settings choose. */
import type { DynamicModule } from '@nestjs/common';
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
  SMIME_STORE,
  TEXT_MESSAGE_STORE,
  portsModule,
} from '@postbus/platform';
import type {
  AttemptLog,
  AuditLog,
  BlobStore,
  Clock,
  DeviceStore,
  Directory,
  JobStore,
  MailStore,
  MessageBus,
  SmimeStore,
  TextMessageStore,
} from '@postbus/ports';

export interface Ports {
  readonly bus: MessageBus;
  readonly mailStore: MailStore;
  readonly jobStore: JobStore;
  readonly directory: Directory;
  readonly deviceStore: DeviceStore;
  readonly smimeStore: SmimeStore;
  readonly textMessages: TextMessageStore;
  readonly blobs: BlobStore;
  readonly attempts: AttemptLog;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

export interface Adapters extends Ports {
  /** Where the data lies; undefined where it lies in a cluster. */
  readonly folder: string | undefined;
  /** Names this process among those that share the data: one that outlives it, where it has the data alone. */
  readonly owner: string;
  /** By name: fulfilled while what the adapters need is there. */
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>;
  /** Gives the ports to a Nest application. */
  readonly module: DynamicModule;
  /** To be called when nothing uses them any more. */
  close(): Promise<void>;
}

export function moduleOf(ports: Ports): DynamicModule {
  return portsModule([
    [MESSAGE_BUS, ports.bus],
    [MAIL_STORE, ports.mailStore],
    [OUTBOX, ports.mailStore.outbox],
    [JOB_STORE, ports.jobStore],
    [DIRECTORY, ports.directory],
    [DEVICE_STORE, ports.deviceStore],
    [SMIME_STORE, ports.smimeStore],
    [TEXT_MESSAGE_STORE, ports.textMessages],
    [BLOB_STORE, ports.blobs],
    [ATTEMPT_LOG, ports.attempts],
    [CLOCK, ports.clock],
  ]);
}

/** Closes what was opened, the last first; what a start that failed had opened too. */
export class Opened {
  readonly #closers: (() => Promise<void>)[] = [];

  add<Resource extends { close(): Promise<void> }>(resource: Resource): Resource {
    this.#closers.unshift(() => resource.close());
    return resource;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
  }
}

/** What `open` makes of the resources that it adds; all of them are closed where it fails. */
export async function opening<Result>(open: (opened: Opened) => Promise<Result>): Promise<Result> {
  const opened = new Opened();
  try {
    return await open(opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}
