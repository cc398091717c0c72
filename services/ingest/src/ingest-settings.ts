/** The settings of ingest. Each limit says what it stops. */
import {
  type Kind,
  type loadConfiguration,
  count,
  duration,
  optional,
  section,
  setting,
  size,
  text,
} from '@postbus/platform';
import { listenAddress } from './listen-address.ts';

const hostName: Kind<string> = {
  expected: 'a host name',
  read: (written) => (typeof written === 'string' && /^[\w.:[\]-]{1,255}$/.test(written) ? written : undefined),
};

/** Defaults are those of `defaultLimits`. */
const limits = section({
  connections: setting(count({ min: 1 }), '2000', 'Connections in all; against using up memory and descriptors'),
  connectionsPerAddress: setting(count({ min: 1 }), '200', 'Connections of one address; against one host taking all'),
  messagesPerConnection: setting(
    count({ min: 1 }),
    '10000',
    'Messages of one connection; against holding one for ever',
  ),
  recipients: setting(count({ min: 100 }), '1000', 'Recipients of one message; against a flood of deliveries'),
  messageBytes: setting(size({ min: 65_536 }), '50MiB', 'Size of a message; against filling the disk'),
  headerBytes: setting(size({ min: 4096 }), '256KiB', 'Size of a header section; against keeping parsers busy'),
  textLineBytes: setting(size({ min: 1000 }), '256KiB', 'Size of a line; against readers that keep a line in memory'),
  memoryBytes: setting(size({ min: 4096 }), '512KiB', 'Size of a message held in memory; a longer one streams'),
  inFlightBytes: setting(
    size({ min: 65_536 }),
    '128MiB',
    'Size of all messages in memory; past it new ones are put off',
  ),
  errors: setting(count({ min: 1 }), '20', 'Errors before a connection is closed; against trying out addresses'),
  authFailures: setting(count({ min: 1 }), '3', 'Failed logins before a connection is closed; against guessing'),
  idleTime: setting(duration({ min: 1000 }), '5m', 'Silence before a connection is closed'),
  handshakeTime: setting(duration({ min: 1000 }), '30s', 'Time for a TLS handshake'),
  transactionTime: setting(duration({ min: 1000 }), '30m', 'Time from MAIL to the end of data; against dripping'),
});

export const ingestSection = section({
  hostname: optional(hostName, 'What the service calls itself; the name of the machine unless told'),
  relay: setting(listenAddress, '127.0.0.1:2525', 'Where mail from other hosts comes in'),
  submission: setting(listenAddress, '127.0.0.1:2587', 'Where users submit mail, with STARTTLS and a login'),
  submissions: setting(listenAddress, '127.0.0.1:2465', 'Where users submit mail, under TLS from the start'),
  lmtp: setting(listenAddress, 'off', 'Where an MTA delivers by LMTP'),
  postmaster: optional(text(), 'Address that <Postmaster> without a domain means; postmaster@hostname unless told'),
  hops: setting(count({ min: 10 }), '100', 'Received fields of a message; more means that it goes round'),
  publishDeadline: setting(duration({ min: 100 }), '10s', 'Time for an event to become durable; then 451'),
  leastFree: setting(size(), '256MiB', 'Free space on the disk of the data below which no mail is taken'),
  shutdownTime: setting(duration(), '20s', 'Time for open transactions when the service stops'),
  limits,
});

export type IngestSettings = ReturnType<typeof loadConfiguration<typeof ingestSection>>;
