import { describe, expect, it } from 'vitest';
import { type Zone, resolverOf } from '../../test/relay-world.ts';
import type { DnsResolver } from './dns-resolver.ts';
import { type RoutingOptions, nextHops } from './next-hops.ts';
import { RoutingError } from './routing-error.ts';

const options: RoutingOptions = {
  ownNames: ['me.example'],
  port: 25,
  tls: 'opportunistic',
  tlsByDomain: {},
  mostAddresses: 8,
  random: () => 0,
};
const route = (zone: Zone, domain: string, changes: Partial<RoutingOptions> = {}) =>
  nextHops(domain, resolverOf(zone), { ...options, ...changes });
const addressesOf = async (zone: Zone, domain: string, changes: Partial<RoutingOptions> = {}) =>
  (await route(zone, domain, changes)).map(({ address }) => address);

describe('locating the target host, RFC 5321 5.1', () => {
  it('tries MX hosts from the lowest preference up, each with all its addresses', async () => {
    const zone = {
      mx: {
        'x.example': [
          [20, 'b.example'],
          [10, 'a.example'],
        ] as const,
      },
      addresses: { 'a.example': ['2001:db8::1', '192.0.2.1'], 'b.example': ['192.0.2.2'] },
    };
    expect(await route(zone, 'x.example')).toEqual(
      [
        ['a.example', '2001:db8::1'],
        ['a.example', '192.0.2.1'],
        ['b.example', '192.0.2.2'],
      ].map(([host, address]) => ({
        host,
        address,
        port: 25,
        tls: 'opportunistic',
        ca: undefined,
      })),
    );
  });

  it('takes hosts of one preference in an order drawn each time', async () => {
    const zone = {
      mx: {
        'x.example': [
          [10, 'a.example'],
          [10, 'b.example'],
        ] as const,
      },
      addresses: { 'a.example': ['192.0.2.1'], 'b.example': ['192.0.2.2'] },
    };
    const draws = [0.9, 0.1];
    expect(await addressesOf(zone, 'x.example', { random: () => draws.shift() ?? 0 })).toEqual([
      '192.0.2.2',
      '192.0.2.1',
    ]);
    expect(await addressesOf(zone, 'x.example')).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  it('takes the domain itself where it has no MX record', async () => {
    expect(await addressesOf({ addresses: { 'x.example': ['192.0.2.1'] } }, 'x.example')).toEqual(['192.0.2.1']);
  });

  it('does not fall back to the domain itself where an MX record is there', async () => {
    const zone = { mx: { 'x.example': [[10, 'gone.example']] as const }, addresses: { 'x.example': ['192.0.2.1'] } };
    await expect(route(zone, 'x.example')).rejects.toMatchObject({
      code: 'no-address',
      status: '5.4.4',
      retryable: false,
    });
  });

  it('knows by a null MX that the domain takes no mail, RFC 7505', async () => {
    for (const exchange of ['.', '']) {
      const zone = { mx: { 'x.example': [[0, exchange]] as const }, addresses: { 'x.example': ['192.0.2.1'] } };
      await expect(route(zone, 'x.example')).rejects.toMatchObject({ code: 'null-mx', status: '5.1.10' });
    }
  });

  it('drops itself and everything that is not preferred to it', async () => {
    const zone = {
      mx: {
        'x.example': [
          [10, 'a.example'],
          [20, 'ME.example.'],
          [20, 'b.example'],
          [30, 'c.example'],
        ] as const,
      },
      addresses: { 'a.example': ['192.0.2.1'], 'b.example': ['192.0.2.2'], 'c.example': ['192.0.2.3'] },
    };
    expect(await addressesOf(zone, 'x.example')).toEqual(['192.0.2.1']);
  });

  it('refuses a domain whose best host is this one', async () => {
    await expect(
      route(
        {
          mx: {
            'x.example': [
              [10, 'me.example'],
              [20, 'b.example'],
            ],
          },
        },
        'x.example',
      ),
    ).rejects.toMatchObject({ code: 'loops-back', status: '5.4.6' });
  });

  it('knows a domain that is not there', async () => {
    await expect(route({}, 'x.example')).rejects.toMatchObject({
      code: 'no-such-domain',
      status: '5.1.2',
      retryable: false,
    });
  });

  it('looks internationalized domains up by their A-labels', async () => {
    expect(await addressesOf({ addresses: { 'xn--bcher-kva.example': ['192.0.2.1'] } }, 'bücher.example')).toEqual([
      '192.0.2.1',
    ]);
  });

  it('passes over a host whose look-up fails while there are others', async () => {
    const failing = (dead: readonly string[]): DnsResolver => ({
      ...resolverOf({
        mx: {
          'x.example': [
            [10, 'a.example'],
            [20, 'b.example'],
          ],
        },
        addresses: { 'b.example': ['192.0.2.2'] },
      }),
      addresses: async (host) => {
        if (dead.includes(host)) throw new RoutingError('dns-failed', host, 'ESERVFAIL');
        return ['192.0.2.2'];
      },
    });
    expect(await nextHops('x.example', failing(['a.example']), options)).toMatchObject([{ host: 'b.example' }]);
    await expect(nextHops('x.example', failing(['a.example', 'b.example']), options)).rejects.toMatchObject({
      code: 'dns-failed',
      retryable: true,
    });
  });

  it('tries no more addresses than it may', async () => {
    const many = Array.from({ length: 50 }, (_, index) => `192.0.2.${index}`);
    expect(await addressesOf({ addresses: { 'x.example': many } }, 'x.example')).toEqual(many.slice(0, 8));
  });
});

describe('other ways', () => {
  it.each([
    ['[192.0.2.1]', '192.0.2.1'],
    ['[IPv6:2001:db8::1]', '2001:db8::1'],
    ['[ipv6:2001:db8::1]', '2001:db8::1'],
  ])('goes to the address of %s, RFC 5321 4.1.3', async (domain, address) => {
    expect(await route({}, domain)).toMatchObject([{ host: address, address }]);
  });

  it.each(['[192.0.2.300]', '[2001:db8::1]', '[IPv6:192.0.2.1]', '[]', '[x.example]'])(
    'refuses %s, which is no address literal',
    async (domain) => {
      await expect(route({}, domain)).rejects.toMatchObject({ code: 'no-such-domain' });
    },
  );

  it('sends everything to the smart host, without an MX look-up', async () => {
    const smartHost = {
      host: 'smart.example',
      port: 587,
      tls: 'verify' as const,
      credentials: { user: 'u', password: 'p' },
    };
    const hops = await route({ addresses: { 'smart.example': ['192.0.2.9'] } }, 'x.example', { smartHost });
    expect(hops).toEqual([{ ...smartHost, address: '192.0.2.9', ca: undefined }]);
    expect(await addressesOf({}, 'x.example', { smartHost: { ...smartHost, host: '2001:db8::9' } })).toEqual([
      '2001:db8::9',
    ]);
  });

  it('waits for a smart host that has no address: it is ours, so nothing is given up', async () => {
    const smartHost = { host: 'smart.example', port: 587, tls: 'verify' as const };
    await expect(route({}, 'x.example', { smartHost })).rejects.toMatchObject({ code: 'dns-failed', retryable: true });
  });

  it("takes the TLS policy of the recipients' domain", async () => {
    const zone = { addresses: { 'x.example': ['192.0.2.1'], 'y.example': ['192.0.2.2'] } };
    const tlsByDomain = { 'x.example': 'verify' as const };
    expect(await route(zone, 'x.example', { tlsByDomain })).toMatchObject([{ tls: 'verify' }]);
    expect(await route(zone, 'y.example', { tlsByDomain })).toMatchObject([{ tls: 'opportunistic' }]);
  });
});
