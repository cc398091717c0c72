/** The settings of ingest. Each limit says what it stops. */
import { hostname } from 'node:os';
import { z } from 'zod';
import { listenSetting } from './listen-address.ts';
import { type SmtpLimits, defaultLimits } from './smtp/limits.ts';

const positive = z.int().min(1);

function limit(name: keyof SmtpLimits, description: string, least = 1): z.ZodDefault<z.ZodInt> {
  return z.int().min(least).default(defaultLimits[name]).describe(description);
}

const smtpLimitsSettings = z.object({
  connections: limit('connections', 'Connections in all; against using up memory and descriptors'),
  connectionsPerAddress: limit('connectionsPerAddress', 'Connections of one address; against one host taking all'),
  messagesPerConnection: limit('messagesPerConnection', 'Messages of one connection; against holding one for ever'),
  recipients: limit(
    'recipients',
    'Recipients of one message; against a flood of deliveries. RFC 5321 asks for 100 at least',
    100,
  ),
  messageBytes: limit('messageBytes', 'Bytes of a message, told as SIZE; against filling the disk'),
  headerBytes: limit('headerBytes', 'Bytes of a header section; against keeping parsers busy'),
  textLineBytes: limit(
    'textLineBytes',
    'Bytes of one line of a message; against readers that keep a line in memory',
    1000,
  ),
  memoryBytes: limit('memoryBytes', 'Bytes of one message held in memory; a longer one streams to the blob store'),
  inFlightBytes: limit('inFlightBytes', 'Bytes of all messages in memory; past it new ones are put off with 451'),
  errors: limit('errors', 'Errors before a connection is closed; against trying out addresses'),
  authFailures: limit('authFailures', 'Failed logins before a connection is closed; against trying out passwords'),
  idleSeconds: limit('idleSeconds', 'Seconds without a byte before a connection is closed'),
  handshakeSeconds: limit('handshakeSeconds', 'Seconds for a TLS handshake'),
  transactionSeconds: limit('transactionSeconds', 'Seconds from MAIL to the end of data; against senders that drip'),
});

export const ingestSettings = z
  .object({
    hostname: z
      .string()
      .max(255)
      .regex(/^[\w.:[\]-]+$/, 'expected a host name')
      .default(hostname)
      .describe('What the service calls itself in SMTP; the host name of the machine unless told'),
    relay: listenSetting
      .default('127.0.0.1:2525')
      .describe('Where mail from other hosts comes in: host:port, unix:/path, or off'),
    submission: listenSetting.default('127.0.0.1:2587').describe('Where users submit mail, with STARTTLS and a login'),
    submissions: listenSetting.default('127.0.0.1:2465').describe('Where users submit mail, under TLS from the start'),
    lmtp: listenSetting.default('off').describe('Where an MTA delivers by LMTP'),
    postmaster: z
      .string()
      .max(320)
      .optional()
      .describe('Address that <Postmaster> without a domain means; postmaster@hostname unless told'),
    hops: positive.default(100).describe('Received fields that a message may have; one more means that it goes round'),
    publishDeadline: positive
      .default(10_000)
      .describe('Milliseconds for an event to become durable before the client is told to try again'),
    leastFreeBytes: z
      .int()
      .min(0)
      .default(256 * 1024 * 1024)
      .describe('Free bytes on the disk of the data below which no mail is taken'),
    shutdownSeconds: z
      .int()
      .min(0)
      .default(20)
      .describe('Seconds that open transactions have to finish when the service stops'),
    limits: smtpLimitsSettings.prefault({}).describe('Limits of the SMTP and LMTP listeners'),
  })
  .describe('ingest: SMTP and LMTP in');

export type IngestSettings = z.output<typeof ingestSettings>;
export type IngestSettingsInput = z.input<typeof ingestSettings>;
