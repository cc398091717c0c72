import { describe, expect, it } from 'vitest';
import { bob, noJobs, sinkOf, stateOf, worldOf } from '../../test/next-hops-of-test.ts';
import { hour, resolverOf, simpleMail } from '../../test/relay-world.ts';
import type { DnsResolver } from '../routing/dns-resolver.ts';
import { RoutingError } from '../routing/routing-error.ts';

describe('DNS is away, [MS-OXPROTO] 2.7.10', () => {
  it('makes the mail wait with 4.4.3, tells the sender nothing, and lets it go when DNS is back', async () => {
    const sink = await sinkOf();
    const zone = resolverOf({
      mx: { 'there.example': [[0, 'mx.there.example']] },
      addresses: { 'mx.there.example': [sink.host] },
    });
    let away = true;
    const resolver: DnsResolver = {
      ...zone,
      mx: async (domain) => {
        if (away) throw new RoutingError('dns-failed', domain, 'no name server answers');
        return zone.mx(domain);
      },
    };
    const world = await worldOf([sink], { settings: { resolver } });
    await world.submit([bob]);
    await world.work();
    world.time += hour;
    const [waiting] = await world.claim();
    expect(stateOf(waiting).recipients[0]).toMatchObject({
      status: 'waiting',
      last: { result: 'deferred', status: '4.4.3' },
    });
    expect(sink.sessions).toEqual([]);

    away = false;
    world.time += hour;
    await world.workNext();
    expect(sink.messages[0]?.content.toString()).toBe(simpleMail);
    expect(world.mail).toEqual([]);
    await noJobs(world);
  });
});
