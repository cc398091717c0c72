/** Where mail for a domain goes, in the order in which to try. RFC 5321 5.1, RFC 7505 */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Credentials } from '../smtp/authenticate.ts';
import type { Endpoint } from '../smtp/connection.ts';
import type { TlsPolicy } from '../smtp/session.ts';
import type { DnsResolver, MxRecord } from './dns-resolver.ts';
import { RoutingError } from './routing-error.ts';

export interface NextHop extends Endpoint {
  readonly tls: TlsPolicy;
  readonly credentials?: Credentials | undefined;
  /** Roots trusted instead of the system's, PEM. */
  readonly ca?: string | undefined;
}

export interface SmartHost {
  /** A name or an IP address. */
  readonly host: string;
  readonly port: number;
  readonly tls: TlsPolicy;
  readonly credentials?: Credentials | undefined;
}

export interface RoutingOptions {
  /** Takes all mail, instead of MX look-ups. */
  readonly smartHost?: SmartHost | undefined;
  /** Our own names: an MX record that leads back here ends the list. */
  readonly ownNames: readonly string[];
  /** Port of the hosts that MX records name: 25. */
  readonly port: number;
  readonly tls: TlsPolicy;
  /** Other policies by the recipients' domain, lower case. */
  readonly tlsByDomain: Readonly<Record<string, TlsPolicy>>;
  readonly ca?: string | undefined;
  /** Addresses tried in one attempt; a domain with hundreds of dead ones would hold a worker for days. */
  readonly mostAddresses: number;
  /** 0 up to 1: shuffles hosts of one priority. */
  readonly random?: () => number;
}

/**
 * @param domain of the recipients: a name in any form, or an address literal (`[192.0.2.1]`, `[ipv6:2001:db8::1]`)
 * @throws {RoutingError}
 */
export async function nextHops(domain: string, resolver: DnsResolver, options: RoutingOptions): Promise<NextHop[]> {
  const { smartHost, ca } = options;
  if (smartHost !== undefined) return smartHostHops(smartHost, resolver, options);
  const tls = options.tlsByDomain[domain.toLowerCase()] ?? options.tls;
  const hop = (host: string, address: string): NextHop => ({ host, address, port: options.port, tls, ca });
  const literal = literalAddress(domain);
  if (literal !== undefined) return [hop(literal, literal)];
  const name = domainToASCII(domain);
  if (name === '') throw new RoutingError('no-such-domain', domain, 'this is not a domain name');
  const hosts = await mailHosts(name, resolver, options);
  const hops: NextHop[] = [];
  for (const host of hosts) {
    if (hops.length >= options.mostAddresses) break;
    hops.push(...(await hostAddresses(host, resolver, hosts)).map((address) => hop(host, address)));
  }
  if (hops.length === 0) throw new RoutingError('no-address', domain, 'no mail host has an address');
  return hops.slice(0, options.mostAddresses);
}

async function smartHostHops(
  smartHost: SmartHost,
  resolver: DnsResolver,
  { ca, mostAddresses }: RoutingOptions,
): Promise<NextHop[]> {
  const { host, port, tls, credentials } = smartHost;
  const addresses = isIP(host) === 0 ? await resolver.hostAddresses(host) : [host];
  if (addresses.length === 0) throw new RoutingError('dns-failed', host, 'the smart host has no address');
  return addresses.slice(0, mostAddresses).map((address) => ({ host, address, port, tls, credentials, ca }));
}

/** Names of the mail hosts; the domain itself where it has no MX record. RFC 5321 5.1 */
async function mailHosts(domain: string, resolver: DnsResolver, options: RoutingOptions): Promise<string[]> {
  const records = (await resolver.mx(domain)).map(({ exchange, priority }) => ({
    exchange: withoutDot(exchange),
    priority,
  }));
  if (records.length === 0) return [domain];
  if (records.every(({ exchange }) => exchange === ''))
    throw new RoutingError('null-mx', domain, 'the domain takes no mail');
  const usable = beforeOwn(
    records.filter(({ exchange }) => exchange !== ''),
    options.ownNames,
  );
  if (usable.length === 0) throw new RoutingError('loops-back', domain, 'its mail host is this one');
  return inOrder(usable, options.random ?? Math.random);
}

/** Where one of our names is in the list, it and all that are not preferred to it are dropped. RFC 5321 5.1 */
function beforeOwn(records: readonly MxRecord[], ownNames: readonly string[]): MxRecord[] {
  const own = records.filter(({ exchange }) => ownNames.includes(exchange));
  const limit = Math.min(...own.map(({ priority }) => priority));
  return records.filter(({ priority }) => priority < limit);
}

function inOrder(records: readonly MxRecord[], random: () => number): string[] {
  const drawn = records.map((record) => ({ ...record, turn: random() }));
  const sorted = drawn.toSorted((a, b) => a.priority - b.priority || a.turn - b.turn);
  return [...new Set(sorted.map(({ exchange }) => exchange))];
}

/** A host whose look-up fails is passed over while there are others. */
async function hostAddresses(
  host: string,
  resolver: DnsResolver,
  hosts: readonly string[],
): Promise<readonly string[]> {
  try {
    return await resolver.addresses(host);
  } catch (error) {
    if (hosts.at(-1) !== host) return [];
    throw error;
  }
}

/** RFC 5321 4.1.3 */
function literalAddress(domain: string): string | undefined {
  if (!domain.startsWith('[') || !domain.endsWith(']')) return undefined;
  const text = domain.slice(1, -1);
  const address = /^ipv6:/i.test(text) ? text.slice('ipv6:'.length) : text;
  const family = isIP(address);
  if (family === 0 || (family === 6) !== (address !== text)) {
    throw new RoutingError('no-such-domain', domain, 'this is not an address literal');
  }
  return address;
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}
