/** Look-ups that routing needs, over Node's resolver; tests give their own. */
import { lookup as systemLookup } from 'node:dns/promises';
import { Resolver } from 'node:dns/promises';
import { RoutingError } from './routing-error.ts';

export interface MxRecord {
  readonly exchange: string;
  readonly priority: number;
}

export interface DnsResolver {
  /** MX records in any order, [] where the domain has none. @throws {RoutingError} `no-such-domain`, `dns-failed` */
  mx(domain: string): Promise<readonly MxRecord[]>;
  /** AAAA and A, IPv6 first; [] where the host has none or is not there. @throws {RoutingError} `dns-failed` */
  addresses(host: string): Promise<readonly string[]>;
  /** The same as the machine itself resolves names, with its hosts file: for a smart host. @throws {RoutingError} `dns-failed` */
  hostAddresses(host: string): Promise<readonly string[]>;
}

export interface DnsOptions {
  /** Milliseconds of one query; a name server that does not answer would hold a worker. */
  readonly timeout?: number;
  readonly tries?: number;
  /** Instead of the system's: `127.0.0.1:5353`. */
  readonly servers?: readonly string[];
}

export function nodeDnsResolver(options: DnsOptions = {}): DnsResolver {
  const resolver = new Resolver({ timeout: options.timeout ?? 5_000, tries: options.tries ?? 3 });
  if (options.servers !== undefined && options.servers.length > 0) resolver.setServers(options.servers);
  return {
    mx: async (domain) => {
      try {
        return await resolver.resolveMx(domain);
      } catch (error) {
        const code = dnsCode(error);
        if (code === 'ENODATA') return [];
        if (code === 'ENOTFOUND') throw new RoutingError('no-such-domain', domain, 'the domain is not there');
        throw failed(domain, error);
      }
    },
    addresses: (host) => addressesOf(resolver, host),
    hostAddresses: async (host) => {
      try {
        return (await systemLookup(host, { all: true, order: 'ipv6first' })).map(({ address }) => address);
      } catch (error) {
        throw failed(host, error);
      }
    },
  };
}

/** One family's failure does no harm where the other gave addresses. */
async function addressesOf(resolver: Resolver, host: string): Promise<readonly string[]> {
  const families = await Promise.allSettled([resolver.resolve6(host), resolver.resolve4(host)]);
  const found = families.flatMap((family) => (family.status === 'fulfilled' ? family.value : []));
  if (found.length > 0) return found;
  for (const family of families) {
    if (family.status === 'rejected' && !absent.has(dnsCode(family.reason))) throw failed(host, family.reason);
  }
  return [];
}

const absent: ReadonlySet<string> = new Set(['ENODATA', 'ENOTFOUND']);

function dnsCode(error: unknown): string {
  return String((error as { code?: unknown }).code);
}

function failed(name: string, error: unknown): RoutingError {
  return new RoutingError('dns-failed', name, `the look-up failed with ${dnsCode(error)}`, { cause: error });
}
