import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mxData, startDnsServer } from '../../test/dns-server.ts';
import { type DnsResolver, nodeDnsResolver } from './dns-resolver.ts';
import { nextHops } from './next-hops.ts';

const ipv6 = Buffer.from('20010db8000000000000000000000001', 'hex');
const options = { ownNames: [], port: 25, tls: 'none' as const, tlsByDomain: {}, mostAddresses: 8 };
let server: Awaited<ReturnType<typeof startDnsServer>>;
let resolver: DnsResolver;

beforeAll(async () => {
  server = await startDnsServer({
    'x.example': { MX: [mxData(20, 'b.example'), mxData(10, 'a.example')] },
    'a.example': { A: [Buffer.from([192, 0, 2, 1])], AAAA: [ipv6] },
    'b.example': { A: [Buffer.from([192, 0, 2, 2])] },
    'null.example': { MX: [mxData(0, '.')] },
    'broken.example': 'SERVFAIL',
    'refused.example': 'REFUSED',
  });
  resolver = nodeDnsResolver({ servers: [server.address], tries: 1, timeout: 500 });
});
afterAll(() => server.close());

describe("Node's resolver", () => {
  it('finds MX hosts and their addresses, IPv6 first', async () => {
    expect((await nextHops('x.example', resolver, options)).map(({ host, address }) => [host, address])).toEqual([
      ['a.example', '2001:db8::1'],
      ['a.example', '192.0.2.1'],
      ['b.example', '192.0.2.2'],
    ]);
  });

  it('takes a domain without MX for its own host', async () => {
    expect(await resolver.mx('b.example')).toEqual([]);
    expect(await nextHops('b.example', resolver, options)).toMatchObject([{ host: 'b.example', address: '192.0.2.2' }]);
  });

  it('knows a null MX, RFC 7505', async () => {
    await expect(nextHops('null.example', resolver, options)).rejects.toMatchObject({ code: 'null-mx' });
  });

  it('tells a domain that is not there from one that cannot be looked up', async () => {
    await expect(resolver.mx('gone.example')).rejects.toMatchObject({ code: 'no-such-domain', retryable: false });
    await expect(resolver.mx('broken.example')).rejects.toMatchObject({ code: 'dns-failed', retryable: true });
    await expect(resolver.mx('refused.example')).rejects.toMatchObject({ code: 'dns-failed', retryable: true });
  });

  it('tells a host without addresses from one that cannot be looked up', async () => {
    expect(await resolver.addresses('gone.example')).toEqual([]);
    expect(await resolver.addresses('null.example')).toEqual([]);
    await expect(resolver.addresses('broken.example')).rejects.toMatchObject({ code: 'dns-failed' });
  });

  it('finds a smart host as the machine does, by its hosts file too', async () => {
    expect(await resolver.hostAddresses('localhost')).toContain('127.0.0.1');
  });
});
