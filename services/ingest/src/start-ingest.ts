/** Puts ingest together over ports, and starts its listeners. */
import { hostname as machineName } from 'node:os';
import type { SecureContext } from 'node:tls';
import type { BlobStore, Directory, MessageBus } from '@postbus/ports';
import type { IngestSettings } from './ingest-settings.ts';
import { RelayHandler } from './listeners/relay.ts';
import { type Room, noLimit } from './listeners/room.ts';
import { SubmissionHandler } from './listeners/submission.ts';
import type { SessionHandler } from './smtp/session-handler.ts';
import { type ListenAddress, SmtpServer } from './smtp/server.ts';
import { AcceptMessage } from './use-cases/accept-message.ts';
import { FindRecipient, type NumberAddresses } from './use-cases/find-recipient.ts';
import { LogIn, type Passwords } from './use-cases/log-in.ts';
import { SubmitMessage } from './use-cases/submit-message.ts';

export interface IngestPorts {
  readonly blobs: BlobStore;
  readonly bus: MessageBus;
  readonly directory: Directory;
  readonly passwords: Passwords;
  /** Whether there is room for mail; unless told, the stores say so themselves. */
  readonly room?: Room;
  /** The certificate in force, asked for each handshake. Without one no TLS is offered, and no one can log in. */
  readonly secureContext?: () => SecureContext;
  /** At which telephone numbers have addresses. */
  readonly mailDomain?: string;
}

export type ListenerName = 'relay' | 'submission' | 'submissions' | 'lmtp';

export interface Ingest {
  /** Where each listener listens, with the ports chosen where 0 was asked for; those that are off are missing. */
  readonly addresses: Readonly<Partial<Record<ListenerName, ListenAddress>>>;
  /** Connections open now. */
  readonly connections: number;
  /** Bytes of messages in memory now. */
  readonly inFlightBytes: number;
  /** Stops listening, lets open transactions finish, cuts what takes longer than the settings allow. */
  close(): Promise<void>;
}

interface Listener {
  readonly name: ListenerName;
  readonly protocol: 'smtp' | 'lmtp';
  readonly handler: SessionHandler;
  readonly loginNeeded: boolean;
  readonly implicitTls: boolean;
}

/** @throws {Error} by the system, where an address cannot be listened on; then nothing listens */
export async function startIngest(ports: IngestPorts, settings: IngestSettings): Promise<Ingest> {
  const server = new SmtpServer({ hostname: settings.hostname ?? machineName(), limits: settings.limits });
  const addresses: Partial<Record<ListenerName, ListenAddress>> = {};
  try {
    for (const listener of listeners(ports, settings)) {
      const listen = settings[listener.name];
      if (listen === 'off') continue;
      const { secureContext } = ports;
      addresses[listener.name] = await server.listen({
        ...listener,
        listen,
        ...(secureContext !== undefined && { secureContext }),
      });
    }
  } catch (error) {
    await server.close(0);
    throw error;
  }
  return {
    addresses,
    get connections() {
      return server.connections;
    },
    get inFlightBytes() {
      return server.inFlight.bytes;
    },
    close: () => server.close(settings.shutdownTime),
  };
}

/** Implicit TLS without a certificate cannot be. */
function listeners(ports: IngestPorts, settings: IngestSettings): Listener[] {
  const { blobs, bus, directory, passwords, room = noLimit, secureContext, mailDomain: domain } = ports;
  const hostname = settings.hostname ?? machineName();
  const postmaster = settings.postmaster ?? `postmaster@${hostname}`;
  const find = (lead: NumberAddresses['lead']): FindRecipient =>
    new FindRecipient(directory, postmaster, domain === undefined ? undefined : { domain, lead });
  const accept = new AcceptMessage(blobs, bus, settings);
  const submit = new SubmitMessage(blobs, bus, settings);
  const logIn = new LogIn(passwords);
  const relay = (listener: ListenerName): SessionHandler =>
    asHandler(new RelayHandler(find('to-owners'), accept, room, { listener, hostname }));
  const submission = (listener: ListenerName): SessionHandler =>
    asHandler(new SubmissionHandler(logIn, find('elsewhere'), submit, room, { listener, hostname }));
  const all: Listener[] = [
    { name: 'relay', protocol: 'smtp', handler: relay('relay'), loginNeeded: false, implicitTls: false },
    { name: 'submission', protocol: 'smtp', handler: submission('submission'), loginNeeded: true, implicitTls: false },
    { name: 'submissions', protocol: 'smtp', handler: submission('submissions'), loginNeeded: true, implicitTls: true },
    { name: 'lmtp', protocol: 'lmtp', handler: relay('lmtp'), loginNeeded: false, implicitTls: false },
  ];
  return all.filter(({ implicitTls }) => !implicitTls || secureContext !== undefined);
}

/** The engine hands a handler only what came from it, of whatever type that is. */
function asHandler<Login, Target>(handler: SessionHandler<Login, Target>): SessionHandler {
  return handler as unknown as SessionHandler;
}
