/** The settings of the relay. Each limit says what it stops. */
import { hostname } from 'node:os';
import { z } from 'zod';
import { defaultRetryOptions } from './delivery/retry-schedule.ts';
import { defaultSmtpTimeouts } from './smtp/timeouts.ts';

const seconds = z.number().positive();
const count = z.int().min(1);
const hostName = z
  .string()
  .max(255)
  .regex(/^[\w.:[\]-]+$/, 'expected a host name or an IP address');
const port = z.int().min(1).max(65_535);

const tlsPolicy = z.enum(['none', 'opportunistic', 'require', 'verify']);

const timeout = (milliseconds: number, description: string): z.ZodDefault<z.ZodNumber> =>
  seconds.default(milliseconds / 1000).describe(description);

const smartHostSettings = z
  .object({
    host: hostName.describe('A name or an IP address'),
    port: port.default(587),
    tls: tlsPolicy
      .or(z.literal('implicit'))
      .default('verify')
      .describe('As `tls`; implicit: TLS from the first byte, with a certificate that proves the host'),
    user: z.string().min(1).optional().describe('Name to log in with; no login unless told'),
    password: z.string().optional().describe('Its password; goes over TLS only'),
  })
  .refine(
    ({ user, password }) => (user === undefined) === (password === undefined),
    'expected user and password together',
  )
  .refine(({ user, tls }) => user === undefined || tls !== 'none', 'expected TLS where there is a login');

const retrySettings = z.object({
  firstSeconds: seconds
    .default(defaultRetryOptions.firstRetry / 1000)
    .describe('Wait before the second try; doubled each time'),
  longestSeconds: seconds.default(defaultRetryOptions.longestRetry / 1000).describe('Longest wait between tries'),
  jitter: z
    .number()
    .min(0)
    .max(1)
    .default(defaultRetryOptions.jitter)
    .describe('How far a wait may be off, as a part of it'),
  giveUpSeconds: seconds
    .default(defaultRetryOptions.giveUpAfter / 1000)
    .describe('After this the sender gets the message back. RFC 5321 asks for 4 to 5 days'),
  delaySeconds: seconds
    .default(defaultRetryOptions.delayReportAfter / 1000)
    .describe('After this a sender who asked for it hears of the delay'),
});

const timeoutSettings = z.object({
  connectSeconds: timeout(defaultSmtpTimeouts.connect, 'For the connection, and for the handshake of TLS'),
  greetingSeconds: timeout(defaultSmtpTimeouts.greeting, 'For the greeting'),
  commandSeconds: timeout(defaultSmtpTimeouts.command, 'For the reply to a command'),
  rcptSeconds: timeout(defaultSmtpTimeouts.rcpt, 'For the reply to RCPT'),
  dataInitiationSeconds: timeout(defaultSmtpTimeouts.dataInitiation, 'For the reply to DATA'),
  dataBlockSeconds: timeout(defaultSmtpTimeouts.dataBlock, 'Until a block of the content is taken'),
  dataTerminationSeconds: timeout(
    defaultSmtpTimeouts.dataTermination,
    'For the reply to the final dot; too short makes duplicates',
  ),
  quitSeconds: timeout(defaultSmtpTimeouts.quit, 'Until the connection closes after QUIT'),
});

export const relaySettings = z
  .object({
    hostname: hostName
      .default(hostname)
      .describe('What the service calls itself in EHLO and in notifications; the host name of the machine unless told'),
    smartHost: smartHostSettings
      .optional()
      .describe('Host that takes all mail for elsewhere; MX records are looked up unless told'),
    tls: tlsPolicy
      .default('opportunistic')
      .describe(
        'none: never; opportunistic: where offered; require: not without; verify: not without a certificate that proves the host',
      ),
    tlsByDomain: z
      .record(z.string().toLowerCase(), tlsPolicy)
      .default({})
      .describe("Other policies, by the recipients' domain"),
    caFile: z
      .string()
      .min(1)
      .optional()
      .describe("PEM file of the roots that `verify` trusts, instead of the system's"),
    port: port.default(25).describe('Port of the hosts that MX records name'),
    dnsServers: z
      .array(z.string().min(1))
      .default([])
      .describe("Name servers, address or address:port; the system's unless told"),
    concurrency: count.default(64).describe('Deliveries at once'),
    perDestination: count
      .default(4)
      .describe('Deliveries to one domain at once; against one that hangs taking all workers'),
    mostAddresses: count
      .default(8)
      .describe('Addresses tried in one attempt; against a domain with hundreds of dead ones'),
    recipientsPerTransaction: count.default(100).describe('Recipients told to a host at once; every host takes 100'),
    mostReceived: count
      .default(100)
      .describe('Received fields that a message may have; one more means that it goes round'),
    largestReturned: z
      .int()
      .min(0)
      .default(1024 * 1024)
      .describe('Bytes of a message that a notification gives back whole; against doubling what is stored'),
    leaseSeconds: seconds.default(120).describe('After this the job of a process that died falls to another'),
    pollSeconds: seconds.default(5).describe('Longest wait before jobs of other processes are seen'),
    shutdownSeconds: z
      .number()
      .min(0)
      .default(20)
      .describe('Seconds that open sessions have to end when the service stops'),
    retry: retrySettings.prefault({}).describe('When a delivery is tried again'),
    timeouts: timeoutSettings.prefault({}).describe('How long a next hop may take. RFC 5321 4.5.3.2'),
  })
  .describe('relay: mail to other hosts');

export type RelaySettings = z.output<typeof relaySettings>;
export type RelaySettingsInput = z.input<typeof relaySettings>;
