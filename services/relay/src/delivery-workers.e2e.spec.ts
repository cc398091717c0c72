import { JobWorkers, type WorkerSettings } from '@postbus/job-workers';
import { type SmtpSink, startSmtpSink } from '@postbus/testing';
import { PortError, systemClock } from '@postbus/ports';
import { afterEach, describe, expect, it } from 'vitest';
import { RelayWorld, simpleMail } from '../test/relay-world.ts';
import { defaultRetryOptions } from './delivery/retry-schedule.ts';
import { relayQueue } from './delivery/delivery-state.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Two destinations, `hang.example` and `there.example`, and workers over them. */
async function start(
  hang: SmtpSink,
  good: SmtpSink,
  settings: Partial<WorkerSettings> = {},
): Promise<{ world: RelayWorld; workers: JobWorkers }> {
  const world = await RelayWorld.open({
    clock: systemClock,
    zone: { addresses: { 'hang.example': [hang.host], 'there.example': [good.host] } },
    routing: { port: good.port },
    settings: { retry: { ...defaultRetryOptions, firstRetry: 20 } },
  });
  const workers = new JobWorkers(world.jobs, (job, signal) => world.deliver.execute(job, signal), {
    queue: relayQueue,
    worker: 'test',
    concurrency: 4,
    perDestination: 2,
    lease: 60_000,
    poll: 60_000,
    clock: systemClock,
    onClaimFailed: () => {},
    ...settings,
  });
  workers.start();
  closers.push(
    () => world.close(),
    () => workers.stop(0),
  );
  return { world, workers };
}

async function sinksOf(): Promise<[hang: SmtpSink, good: SmtpSink]> {
  const hang = await startSmtpSink({ greeting: { hang: true } }, { address: '127.0.0.2' });
  const good = await startSmtpSink({}, { port: hang.port });
  closers.push(
    () => hang.close(),
    () => good.close(),
  );
  return [hang, good];
}

describe('delivery workers', () => {
  it('deliver to one destination while another hangs with more jobs than there are workers', async () => {
    const [hang, good] = await sinksOf();
    const { world } = await start(hang, good);
    for (let index = 0; index < 10; index++) await world.submit([{ address: `a${index}@hang.example` }]);
    for (let index = 0; index < 10; index++) await world.submit([{ address: `b${index}@there.example` }]);
    await good.received(10);
    expect(hang.sessions.length).toBeLessThanOrEqual(2);
  });

  it('begin at once with a job that is added', async () => {
    const [hang, good] = await sinksOf();
    const { world } = await start(hang, good);
    await world.submit([{ address: 'b@there.example' }]);
    expect((await good.received(1))[0]?.content.toString()).toBe(simpleMail);
  });

  it('come back to a job when its time has come', async () => {
    const [hang, good] = await sinksOf();
    good.play({ rcpt: (_, { number }) => (number === 1 ? '451 4.3.0 later' : undefined) });
    const { world } = await start(hang, good);
    await world.submit([{ address: 'b@there.example' }]);
    const [message] = await good.received(1);
    expect(message?.session.number).toBe(2);
  });

  it('stop when running jobs have ended; a hanging one is cut and given back', async () => {
    const [hang, good] = await sinksOf();
    const { world, workers } = await start(hang, good);
    await world.submit([{ address: 'a@hang.example' }]);
    await world.submit([{ address: 'b@there.example' }]);
    await Promise.all([hang.connected(1), good.received(1)]);
    await workers.stop(20);
    expect(await world.jobs.counts()).toMatchObject([{ claimed: 0, due: 1 }]);
  });

  it('ask again after the store was away', async () => {
    const [hang, good] = await sinksOf();
    const { world } = await start(hang, good, { poll: 20 });
    const claim = world.jobs.claim.bind(world.jobs);
    let asked = 0;
    world.jobs.claim = async (options) => {
      if (++asked < 3) throw new PortError('unavailable', 'job-store', 'away');
      return claim(options);
    };
    await world.submit([{ address: 'b@there.example' }]);
    await good.received(1);
    expect(asked).toBeGreaterThanOrEqual(3);
  });
});
