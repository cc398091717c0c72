import { describe, expect, it, vi } from 'vitest';
import { account, carrier, credentials, inbound, submitSm, told } from './carrier.fixture.ts';
import { SmppAccount } from './index.ts';

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1));

describe('an account', () => {
  it('binds as often as told, at its hosts in turn, and sends over all', async () => {
    const hosts = [await carrier({ submit: () => ({ delay: 30 }) }), await carrier({ submit: () => ({ delay: 30 }) })];
    const used = account(hosts, { count: 4, limits: { window: 2 } });
    await Promise.all(hosts.map((smsc) => smsc.until(() => smsc.sessions.filter(({ bind }) => bind).length === 2)));
    const outcomes = await Promise.all(numbers(8).map((number) => used.submit(submitSm(number))));
    expect(outcomes.map(told)).toEqual(outcomes.map(() => 'ESME_ROK'));
    const perSession = hosts.flatMap(({ sessions }) =>
      sessions.map(({ received }) => received.filter(({ command }) => command === 'submit_sm').length),
    );
    expect(perSession).toEqual([2, 2, 2, 2]);
  });

  it('binds pairs, and sends over transmitters', async () => {
    const smsc = await carrier({ submit: () => ({ receipt: { after: 5 } }) });
    const received: string[] = [];
    const used = account([smsc], { binds: 'pair' }, { deliver: async ({ command }) => void received.push(command) });
    await smsc.until(() => smsc.sessions.filter(({ bind }) => bind).length === 2);
    const binds = (): string[] => used.binds.map(({ kind, state }) => `${kind} ${state}`);
    await vi.waitFor(() => expect(binds()).toEqual(['transmitter bound', 'receiver bound']));
    expect(told(await used.submit(submitSm('1')))).toBe('ESME_ROK');
    await smsc.until(() =>
      smsc.sessions.some((each) => each.received.some(({ command }) => command === 'deliver_sm_resp')),
    );
    expect(received).toEqual(['deliver_sm']);
    const receivers = account([smsc], { binds: 'receiver' });
    expect(told(await receivers.submit(submitSm('1')))).toBe('refused: not-bound');
  });

  it('sends in the order of the calls, within its window', async () => {
    let open = 0;
    let most = 0;
    const smsc = await carrier({
      submit: () => {
        most = Math.max(most, ++open);
        setTimeout(() => open--, 4);
        return { delay: 5 };
      },
    });
    const used = account([smsc], { limits: { window: 3 } });
    const all = numbers(30);
    await Promise.all(all.map((number) => used.submit(submitSm(number))));
    expect(smsc.submitted.map(({ body }) => body.destination_addr)).toEqual(all);
    expect(most).toBe(3);
  });

  it('has of the windows what its share is, changed as it runs', async () => {
    const smsc = await carrier({ submit: () => 'silence' });
    const used = account([smsc], { share: 0, limits: { window: 8 } });
    await smsc.bound();
    const outcomes = numbers(20).map((number) => used.submit(submitSm(number)));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(smsc.submitted).toHaveLength(0);
    used.share = 0.5;
    await smsc.until(() => smsc.submitted.length === 4);
    used.share = 1;
    await smsc.until(() => smsc.submitted.length === 8);
    expect(used.waiting).toBe(12);
    expect(() => (used.share = 2)).toThrow('share');
    await used.close();
    const words = (await Promise.all(outcomes)).map(told);
    expect(words.filter((word) => word === 'unknown: closed')).toHaveLength(8);
    expect(words.filter((word) => word === 'refused: closed')).toHaveLength(12);
    expect(smsc.submitted).toHaveLength(8);
  });

  it('keeps to its rate', async () => {
    const smsc = await carrier();
    const used = account([smsc], { rate: 100, limits: { window: 100 } });
    await smsc.bound();
    const from = performance.now();
    await Promise.all(numbers(42).map((number) => used.submit(submitSm(number))));
    expect(performance.now() - from).toBeGreaterThan(395);
  });

  it('slows down where the carrier says ESME_RTHROTTLED, and all go out in the end', async () => {
    const smsc = await carrier({ rate: 40 });
    const used = account([smsc], { rate: 400, limits: { window: 10 }, slowingDown: { pause: 200, recovery: 2000 } });
    let throttled = 0;
    const untilTaken = async (number: string): Promise<void> => {
      while (told(await used.submit(submitSm(number))) === 'ESME_RTHROTTLED') {
        throttled++;
        expect(used.rate).toBeLessThan(400);
      }
    };
    await Promise.all(numbers(100).map(untilTaken));
    expect(new Set(smsc.submitted.map(({ body }) => body.destination_addr)).size).toBe(100);
    expect(smsc.submitted).toHaveLength(100);
    expect(throttled).toBe(smsc.throttled);
    // Unslowed it would be some 400 a second that are refused.
    expect(throttled).toBeGreaterThan(0);
    expect(throttled).toBeLessThan(300);
  });

  it('lets those leave that no longer want to be sent, and refuses more than may wait', async () => {
    const smsc = await carrier({ submit: () => ({ delay: 20 }) });
    const used = account([smsc], { limits: { window: 1, queue: 2 } });
    await smsc.bound();
    await new Promise((resolve) => setTimeout(resolve, 10));
    const stop = new AbortController();
    const first = used.submit(submitSm('1'), stop.signal);
    const second = used.submit(submitSm('2'), stop.signal);
    const third = used.submit(submitSm('3'));
    expect(told(await used.submit(submitSm('4')))).toBe('refused: queue-full');
    stop.abort();
    expect([told(await first), told(await second), told(await third)]).toEqual([
      'ESME_ROK',
      'refused: aborted',
      'ESME_ROK',
    ]);
    expect(told(await used.submit(submitSm('5'), stop.signal))).toBe('refused: aborted');
    expect(smsc.submitted.map(({ body }) => body.destination_addr)).toEqual(['1', '3']);
  });

  it('binds again when a connection is lost, and what was not written waits for that', async () => {
    const smsc = await carrier({ submit: (_, index) => (index === 0 ? 'drop' : {}) });
    const states: string[] = [];
    const used = account(
      [smsc],
      { limits: { window: 1 } },
      { ...inbound, bindChanged: ({ state }) => void states.push(state) },
    );
    const outcomes = await Promise.all(numbers(3).map((number) => used.submit(submitSm(number))));
    expect(outcomes.map(told)).toEqual(['unknown: connection-lost', 'ESME_ROK', 'ESME_ROK']);
    expect(states).toEqual(['connecting', 'bound', 'waiting', 'connecting', 'bound']);
    expect(used.binds[0]).toMatchObject({ state: 'bound', error: { code: 'connection-lost' } });
  });

  it('goes on to another host where one is away', async () => {
    const away = await carrier();
    const gone = { host: away.host, port: away.port };
    await away.close();
    const smsc = await carrier();
    const used = account([gone, smsc]);
    expect(told(await used.submit(submitSm('1')))).toBe('ESME_ROK');
  });

  it('drains at its end: what was written is answered, what waits is refused, each bind is unbound', async () => {
    const smsc = await carrier({ submit: () => ({ delay: 50 }) });
    const used = account([smsc], { limits: { window: 2 } });
    await smsc.bound();
    const outcomes = numbers(4).map((number) => used.submit(submitSm(number)));
    await smsc.until(() => smsc.submitted.length === 2);
    await used.close();
    expect((await Promise.all(outcomes)).map(told)).toEqual([
      'ESME_ROK',
      'ESME_ROK',
      'refused: closed',
      'refused: closed',
    ]);
    expect(smsc.sessions[0]!.received.at(-1)).toMatchObject({ command: 'unbind' });
    expect(told(await used.submit(submitSm('9')))).toBe('refused: closed');
    expect(used.binds).toMatchObject([{ state: 'closed', error: { code: 'closed' } }]);
  });

  it('ends while it connects, binds or waits', async () => {
    const smsc = await carrier({ bind: () => 'silence' });
    const used = account([smsc], { times: { bind: 10_000 } });
    await smsc.until(() => smsc.sessions[0]?.received.length === 1);
    const waiting = used.submit(submitSm('1'));
    await used.close();
    expect(told(await waiting)).toBe('refused: closed');
    expect(used.binds[0]!.state).toBe('closed');
  });

  it.each([
    ['no host', { hosts: [] }],
    ['a rate of 0', { rate: 0 }],
    ['no rate', { rate: Number.POSITIVE_INFINITY }],
    ['half a bind', { count: 0.5 }],
    ['a share above 1', { share: 1.5 }],
    ['a window of 0', { limits: { window: 0 } }],
  ])('refuses %s', (_, wrong) => {
    const options = { hosts: [{ host: 'localhost', port: 2775 }], credentials, ...wrong };
    expect(() => new SmppAccount(options, inbound)).toThrow(expect.objectContaining({ code: 'bad-settings' }));
  });
});
