/** The settings of the relay, in milliseconds and bytes. Each limit says what it stops. */
import { isIP } from 'node:net';
import {
  type Kind,
  choice,
  count,
  duration,
  list,
  optional,
  secret,
  section,
  setting,
  size,
  text,
} from '@postbus/platform';
import type { z } from 'zod';

const tlsPolicies = ['none', 'opportunistic', 'require', 'verify'] as const;
type ConfiguredTls = (typeof tlsPolicies)[number];

/** A name, or an IP address; it goes into commands, so nothing else may stand in it. */
function hostName(): Kind<string> {
  return {
    expected: 'a host name or an IP address',
    read: (written) =>
      typeof written === 'string' && (isIP(written) > 0 || /^[\w.-]{1,255}$/.test(written)) ? written : undefined,
  };
}

/** `example.org=verify` */
function policyOfDomain(): Kind<readonly [domain: string, policy: ConfiguredTls]> {
  const policy = choice(...tlsPolicies);
  return {
    expected: `domain=${policy.expected}`,
    read: (written) => {
      const [domain = '', name, ...more] = typeof written === 'string' ? written.toLowerCase().split('=') : [];
      const value = policy.read(name);
      return domain === '' || value === undefined || more.length > 0 ? undefined : [domain, value];
    },
  };
}

function fraction(): Kind<number> {
  return {
    expected: 'a number from 0 to 1',
    read: (written) => {
      const value = typeof written === 'string' && written !== '' ? Number(written) : written;
      return typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined;
    },
  };
}

const port = (): Kind<number> => count({ min: 1, max: 65_535 });
const some = (): Kind<number> => count({ min: 1 });
const aWhile = (): Kind<number> => duration({ min: 1 });

const smartHostSettings = section({
  host: optional(hostName(), 'Takes all mail for elsewhere; MX records are looked up unless told'),
  port: setting(port(), '587', 'Its port'),
  tls: setting(
    choice(...tlsPolicies, 'implicit'),
    'verify',
    'As relay.tls; implicit is TLS from the first byte, with a certificate that proves the host',
  ),
  user: optional(text(), 'Name to log in with; over TLS only'),
  password: optional(secret(), 'Its password'),
});

/** RFC 5321 4.5.4.1 */
const retrySettings = section({
  first: setting(aWhile(), '5m', 'Wait before the second try; doubled each time'),
  longest: setting(aWhile(), '4h', 'Longest wait between tries'),
  jitter: setting(fraction(), '0.2', 'How far a wait may be off, as a part of it'),
  giveUp: setting(aWhile(), '5d', 'After this the sender gets the message back; RFC 5321 asks for 4 to 5 days'),
  reportDelay: setting(aWhile(), '4h', 'After this a sender who asked for it hears of the delay'),
});

/** RFC 5321 4.5.3.2 */
const timeoutSettings = section({
  connect: setting(aWhile(), '30s', 'For the connection, and for the handshake of TLS'),
  greeting: setting(aWhile(), '5m', 'For the greeting'),
  command: setting(aWhile(), '5m', 'For the reply to a command'),
  rcpt: setting(aWhile(), '5m', 'For the reply to RCPT'),
  dataInitiation: setting(aWhile(), '2m', 'For the reply to DATA'),
  dataBlock: setting(aWhile(), '3m', 'Until a block of the content is taken'),
  dataTermination: setting(aWhile(), '10m', 'For the reply to the final dot; too short makes duplicates'),
  quit: setting(aWhile(), '5s', 'Until the connection closes after QUIT'),
});

export const relaySettings = section({
  hostname: optional(
    hostName(),
    'What the relay calls itself in EHLO and in notifications; the name of the machine unless told',
  ),
  smartHost: smartHostSettings,
  tls: setting(
    choice(...tlsPolicies),
    'opportunistic',
    'none: never; opportunistic: where offered; require: not without; verify: not without a certificate that proves the host',
  ),
  tlsByDomain: setting(list(policyOfDomain()), '', "Other policies, by the recipients' domain"),
  caFile: optional(text(), "PEM file of the roots that verify trusts, instead of the system's"),
  port: setting(port(), '25', 'Port of the hosts that MX records name'),
  dnsServers: setting(list(text()), '', "Name servers, address or address:port; the system's unless told"),
  concurrency: setting(some(), '64', 'Deliveries at once'),
  perDestination: setting(some(), '4', 'Deliveries to one domain at once; against one that hangs taking all workers'),
  mostAddresses: setting(some(), '8', 'Addresses tried in one attempt; against a domain with hundreds of dead ones'),
  recipientsPerTransaction: setting(some(), '100', 'Recipients told to a host at once; every host takes 100'),
  longestLine: setting(
    count({ min: 0 }),
    '998',
    'Bytes of a line, without its end, that hosts are trusted with; a message with a longer one goes back, since a host that cuts it breaks signatures; 0 for any',
  ),
  mostReceived: setting(some(), '100', 'Received fields that a message may have; one more means that it goes round'),
  largestReturned: setting(
    size(),
    '1MiB',
    'Of a message that a notification gives back whole; against doubling what is stored',
  ),
  lease: setting(duration({ min: 1000 }), '2m', 'After this the job of a process that died falls to another'),
  poll: setting(aWhile(), '5s', 'Longest wait before jobs of other processes are seen'),
  shutdown: setting(duration(), '20s', 'That open sessions have to end when the service stops'),
  retry: retrySettings,
  timeouts: timeoutSettings,
});

export type RelaySettings = z.output<typeof relaySettings>;
