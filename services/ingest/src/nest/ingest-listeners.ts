import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AUTHENTICATOR, BLOB_STORE, DIRECTORY, MESSAGE_BUS } from '@postbus/platform';
import type { BlobStore, Directory, MessageBus } from '@postbus/ports';
import { listenAddressText } from '../listen-address.ts';
import { type Ingest, type IngestPorts, type ListenerName, startIngest } from '../start-ingest.ts';
import type { ListenAddress } from '../smtp/server.ts';
import type { Passwords } from '../use-cases/log-in.ts';
import { INGEST_OPTIONS, type IngestModuleOptions } from './ingest-options.ts';

/** What listeners are called where a person or a program is told of them. */
const names: Readonly<Record<ListenerName, string>> = {
  relay: 'smtp',
  submission: 'submission',
  submissions: 'submissions',
  lmtp: 'lmtp',
};

/** Listens from the start of the application on, and drains before what it needs is taken down. */
@Injectable()
export class IngestListeners implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: IngestPorts;
  readonly #options: IngestModuleOptions;
  #ingest: Ingest | undefined;

  constructor(
    @Inject(BLOB_STORE) blobs: BlobStore,
    @Inject(MESSAGE_BUS) bus: MessageBus,
    @Inject(DIRECTORY) directory: Directory,
    @Inject(AUTHENTICATOR) passwords: Passwords,
    @Inject(INGEST_OPTIONS) options: IngestModuleOptions,
  ) {
    const { room, secureContext, mailDomain } = options;
    const optional = {
      ...(room !== undefined && { room }),
      ...(secureContext !== undefined && { secureContext }),
      ...(mailDomain !== undefined && { mailDomain }),
    };
    this.#ports = { blobs, bus, directory, passwords, ...optional };
    this.#options = options;
  }

  /** Where it listens; empty before the start. */
  get addresses(): Ingest['addresses'] {
    return this.#ingest?.addresses ?? {};
  }

  /** The same as text, by the names that people know: `{smtp: '127.0.0.1:2525'}`. */
  get listening(): Readonly<Record<string, string>> {
    const open = Object.entries(this.addresses) as [ListenerName, ListenAddress][];
    return Object.fromEntries(open.map(([listener, address]) => [names[listener], listenAddressText(address)]));
  }

  /** Connections open now, and bytes of messages in memory. */
  get load(): Pick<Ingest, 'connections' | 'inFlightBytes'> {
    return this.#ingest ?? { connections: 0, inFlightBytes: 0 };
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#ingest = await startIngest(this.#ports, this.#options.settings);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#ingest?.close();
  }
}
