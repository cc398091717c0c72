/** Brokers that die, hang and come back while the bus works. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as after } from 'node:timers/promises';
import { type LocalKafka, startKafka } from '@postbus/cluster-servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clusterOptions } from './cluster.fixture.ts';
import { type KafkaBus, openKafkaBus } from './kafka-bus.ts';

const patience = { timeout: 40_000, interval: 50 };
const record = (topic: string, number: number) => ({
  topic,
  key: `key ${number % 16}`,
  headers: {},
  value: Buffer.from(String(number)),
});

describe.skipIf(process.env['POSTBUS_KAFKA_LIBS'] === undefined)('a broker', { timeout: 90_000 }, () => {
  let kafka: LocalKafka;
  let bus: KafkaBus;
  const stalls: string[] = [];
  const stalled = (message: unknown): void => void stalls.push((message as { readonly doing: string }).doing);
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka.close());
  beforeEach(async () => {
    stalls.length = 0;
    subscribe('postbus.bus.stalled', stalled);
    bus = await openKafkaBus(await clusterOptions(kafka.brokers.split(',')));
  });
  afterEach(() => {
    bus.abandon();
    unsubscribe('postbus.bus.stalled', stalled);
  });

  /** Reads the topic in a group and by broadcast; publishes numbers until it is told to end, with all the time they need. */
  async function traffic(topic: string) {
    const [shared, broadcast] = [new Set<number>(), new Set<number>()];
    await bus.subscribeShared(topic, { group: 'g' }, async ({ value }) => void shared.add(Number(Buffer.from(value))));
    await bus.subscribeBroadcast(topic, async ({ value }) => void broadcast.add(Number(Buffer.from(value))));
    const state = { over: false, kept: 0, failed: 0 };
    const publishing = (async () => {
      for (let number = 0; !state.over; number++) {
        await bus.publish([record(topic, state.kept)], { deadline: 60_000 }).then(
          () => state.kept++,
          () => state.failed++,
        );
        await after(2);
      }
    })();
    return {
      shared,
      broadcast,
      state,
      end: async () => {
        state.over = true;
        await publishing;
      },
    };
  }

  it('that is killed and comes back costs nothing of what was published, before or after', async () => {
    const { shared, broadcast, state, end } = await traffic('killed.v1');
    await expect.poll(() => shared.size, patience).toBeGreaterThan(50);
    await kafka.broker(1).kill();
    await after(1500);
    const before = state.kept;
    await kafka.broker(1).start();
    await expect.poll(() => state.kept, patience).toBeGreaterThan(before + 50);
    await end();
    await expect.poll(() => shared.size, patience).toBe(state.kept);
    await expect.poll(() => broadcast.size, patience).toBe(state.kept);
    expect(state.failed).toBe(0);
    expect(new Set(stalls)).toEqual(new Set(['read', 'write']));
    expect((await bus.lag()).every(({ records }) => records >= 0)).toBe(true);
  });

  it('that hangs longer than a session lasts costs nothing either', async () => {
    const { shared, broadcast, state, end } = await traffic('hung.v1');
    await expect.poll(() => shared.size, patience).toBeGreaterThan(50);
    process.kill(kafka.broker(1).pid, 'SIGSTOP');
    await after(3000);
    const before = state.kept;
    process.kill(kafka.broker(1).pid, 'SIGCONT');
    await expect.poll(() => state.kept, patience).toBeGreaterThan(before + 50);
    await end();
    await expect.poll(() => shared.size, patience).toBe(state.kept);
    await expect.poll(() => broadcast.size, patience).toBe(state.kept);
  });

  it('that is away fails a publish by its deadline: unknown where it may have been sent, else surely not kept', async () => {
    await bus.publish([record('away.v1', 0)]);
    await kafka.broker(1).kill();
    const outcomes = await Promise.allSettled([
      bus.publish([record('away.v1', 1)], { deadline: 400 }),
      bus.publish([record('new.v1', 2)], { deadline: 300 }),
      after(50).then(() => bus.publish([record('away.v1', 3)], { deadline: 300 })),
    ]);
    const codes = outcomes.map((outcome) => (outcome as { readonly reason?: { readonly code: string } }).reason?.code);
    expect(codes).toEqual(['outcome-unknown', 'unavailable', 'unavailable']);
    await kafka.broker(1).start();
    await bus.publish([record('away.v1', 4)]);
    const seen: number[] = [];
    await bus.subscribeShared(
      'away.v1',
      { group: 'g' },
      async ({ value }) => void seen.push(Number(Buffer.from(value))),
    );
    await expect.poll(() => seen, patience).toContain(4);
    expect(seen).toContain(0);
    expect(seen).not.toContain(3);
  });

  it('that is away does not hold up a close for ever', { timeout: 40_000 }, async () => {
    await bus.subscribeShared('closing.v1', { group: 'g' }, async () => undefined);
    await bus.subscribeBroadcast('closing.v1', async () => undefined);
    await bus.publish([record('closing.v1', 0)]);
    await kafka.broker(1).kill();
    await expect(bus.close()).resolves.toBeUndefined();
  });
});
