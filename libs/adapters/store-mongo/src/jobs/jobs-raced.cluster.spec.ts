/** Many workers of several processes over the same jobs, with leases that run out and processes that die. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClaimedJob, NewJob } from '@postbus/domain';
import type { MongoConnection, StoreRoundTrip } from '@postbus/mongo-connection';
import { type TestDatabase, WireProxy, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { type ManualClock, manualClock } from '@postbus/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { StoreCalls } from '../store-calls.ts';
import { type jobModel, jobIndexes } from './job-document.ts';
import { JobLanes, laneIndexes } from './job-lanes.ts';
import { MongoJobStore } from './job-store.ts';
import { turnIndexes } from './job-turns.ts';

const lease = 1000;
const perDestination = 3;

describe.skipIf(mongoUrl === undefined)('jobs under many workers', () => {
  const told: StoreRoundTrip[] = [];
  const tell = (message: unknown) => void told.push(message as StoreRoundTrip);
  let database: TestDatabase;
  let clock: ManualClock;
  beforeAll(async () => {
    subscribe('postbus.store.round-trip', tell);
    database = await openTestDatabase();
    await (await database.open()).ensureIndexes([...jobIndexes, ...laneIndexes, ...turnIndexes]);
  });
  beforeEach(() => {
    clock = manualClock();
  });
  afterEach(() => database.clear());
  afterAll(async () => {
    unsubscribe('postbus.store.round-trip', tell);
    await database.drop();
  });

  const open = async (
    options: { readonly url?: string; readonly serverSelectionTime?: number; readonly transactionTime?: number } = {},
  ) => {
    const mongo = await database.open({ clock, ...options });
    return { mongo, jobs: new MongoJobStore(mongo, new StoreCalls()) };
  };
  const claimOptions = (worker: string, limit = 5) => ({ queue: 'relay', worker, lease, limit, perDestination });
  const newJob = (number: number, destination: string): NewJob => ({
    queue: 'relay',
    dedupeKey: `job ${number}`,
    user: `user ${number % 5}`,
    destination,
    due: clock.now() + (number % 3) * 100,
    state: null,
    blobs: [],
  });

  it('are never held by two, nor more of a destination than may be, and all come to their end', async () => {
    const stores = (await Promise.all([open(), open(), open()])).map(({ jobs }) => jobs);
    const count = 30;
    const numbers = Array.from({ length: count }, (_, number) => number);
    await stores[0]!.add(numbers.map((number) => newJob(number, `d${number % 4}`)));
    const held = new Map<string, ClaimedJob>();
    const tokens = new Map<string, number>();
    const done = new Set<string>();
    const take = (job: ClaimedJob): void => {
      expect(job.token).toBeGreaterThan(tokens.get(job.id) ?? 0);
      tokens.set(job.id, job.token);
      held.set(job.id, job);
      const now = clock.now();
      const live = [...held.values()].filter((each) => each.leasedUntil > now);
      const together = live.filter(({ destination }) => destination === job.destination);
      expect(together.length).toBeLessThanOrEqual(perDestination);
    };
    const end = async (jobs: MongoJobStore, job: ClaimedJob): Promise<void> => {
      // From the call on, another may have its place.
      if (held.get(job.id) === job) held.delete(job.id);
      const lost = (error: unknown) => expect(error).toMatchObject({ code: 'lease-lost' });
      const fate = Math.random();
      if (fate < 0.5) await jobs.finish(job, { end: 'done' }).then(() => done.add(job.dedupeKey), lost);
      else if (fate < 0.7) await jobs.finish(job, { end: 'retry', due: clock.now(), state: fate }).catch(lost);
      else if (fate < 0.8) await jobs.finish(job, { end: 'retry', due: clock.now() + 50, state: fate }).catch(lost);
      // The rest is forgotten, as by a process that died.
    };
    let stopped = false;
    onTestFinished(() => void (stopped = true));
    const work = async (worker: number): Promise<void> => {
      const jobs = stores[worker % stores.length]!;
      while (done.size < count && !stopped) {
        const began = clock.now();
        const claimed = await jobs.claim(claimOptions(`worker ${worker}`));
        // Where the clock was turned meanwhile, what was claimed may be over, and with others.
        if (clock.now() === began) claimed.forEach(take);
        for (const job of claimed) await end(jobs, job);
        if (claimed.length === 0) clock.advance(lease / 4);
      }
    };
    await Promise.all(Array.from({ length: 4 }, (_, worker) => work(worker)));
    expect(await stores[0]!.counts()).toEqual([]);
    expect(await stores[1]!.nextDue('relay')).toBeUndefined();
  });

  it('of a destination named like a field of the database are bounded like any other', async () => {
    const { jobs } = await open();
    for (const destination of ['$slots', '$$NOW', '', 'a.b']) {
      await jobs.add([0, 3, 6, 9].map((number) => ({ ...newJob(number, destination), queue: `q ${destination}` })));
      const options = { ...claimOptions('worker'), queue: `q ${destination}` };
      const claimed = await jobs.claim(options);
      expect(claimed.map((job) => job.destination)).toEqual(Array(perDestination).fill(destination));
      await jobs.renew(claimed[0]!, 'kept', lease);
      await jobs.finish(claimed[1]!, { end: 'done' });
      expect(await jobs.claim(options)).toHaveLength(1);
    }
  });

  it('are served again when the slots of a process that died end by themselves', async () => {
    const { mongo, jobs } = await open();
    await jobs.add([newJob(0, 'd'), newJob(3, 'd')]);
    const lanes = lanesOf(mongo);
    const until = clock.now() + lease;
    const taken = [1, 2, 3].map((number) => ({ job: `dead ${number}`, token: 1, claim: 'dead', until }));
    await lanes.reserve({ queue: 'relay', destination: 'd' }, taken, perDestination, clock.now());
    expect(await jobs.claim(claimOptions('worker'))).toEqual([]);
    expect(await jobs.nextDue('relay')).toBe(until);
    clock.advance(lease);
    expect(await jobs.claim(claimOptions('worker'))).toHaveLength(2);
  });

  it('are not parked where a slot was freed meanwhile', async () => {
    const { mongo, jobs } = await open();
    await jobs.add([newJob(0, 'd')]);
    const lane = { queue: 'relay', destination: 'd' };
    const slots = [1, 2, 3].map((number) => ({ job: `${number}`, token: 1, claim: 'c', until: clock.now() + lease }));
    const lanes = lanesOf(mongo);
    await lanes.reserve(lane, slots, perDestination, clock.now());
    await lanes.release(lane, slots.slice(0, 1), clock.now());
    await lanes.park(lane, clock.now());
    expect(await jobModelOf(mongo).countDocuments({ phase: 'ready' })).toBe(1);
    await lanes.reserve(lane, slots.slice(0, 1), perDestination, clock.now());
    await lanes.park(lane, clock.now());
    expect(await jobModelOf(mongo).countDocuments({ phase: 'parked' })).toBe(1);
    await lanes.release(lane, slots.slice(1, 2), clock.now());
    expect(await jobModelOf(mongo).countDocuments({ phase: 'ready' })).toBe(1);
  });

  it('cost a claim no more round trips the more of them wait, and a full destination costs once', async () => {
    const { mongo, jobs } = await open();
    const tripsOf = async (limit: number): Promise<number> => {
      told.length = 0;
      const claimed = await jobs.claim(claimOptions('worker', limit));
      const trips = told.length;
      for (const job of claimed) await jobs.finish(job, { end: 'done' });
      return trips;
    };
    await jobs.add([0, 3, 6].map((number) => newJob(number, `few ${number}`)));
    const few = await tripsOf(1);
    expect(few).toBe(6);
    const many = Array.from({ length: 400 }, (_, number) => newJob(number * 3 + 9, 'many'));
    await jobs.add(many);
    expect(await tripsOf(1)).toBe(few);
    for (let held = 0; held < perDestination; held++) await jobs.claim(claimOptions('holder', 1));
    await jobs.claim(claimOptions('worker', 5));
    expect(await jobModelOf(mongo).countDocuments({ phase: 'ready' })).toBe(0);
    await jobs.add([newJob(9001 * 3, 'single')]);
    expect(await tripsOf(1)).toBe(few);
  });

  it('that were claimed are given to the worker, though the database goes away before all is written', async () => {
    const proxy = await WireProxy.before(mongoUrl!);
    const { jobs } = await open({ url: proxy.url, serverSelectionTime: 200, transactionTime: 500 });
    await jobs.add([0, 3, 6, 9].map((number) => newJob(number, 'd')));
    // Parking the fourth is the only transaction of a claim.
    const lost = proxy.loseAnswerTo('commitTransaction').then(() => proxy.cut());
    const claimed = await jobs.claim(claimOptions('worker'));
    await lost;
    proxy.mend();
    expect(claimed).toHaveLength(perDestination);
    await expect
      .poll(() => jobs.finish(claimed[0]!, { end: 'done' }).catch(() => 'away'), { timeout: 15_000 })
      .toBeUndefined();
    await proxy.close();
  });
});

function jobModelOf(mongo: MongoConnection): ReturnType<typeof jobModel> {
  return mongo.connection.models['Job'] as ReturnType<typeof jobModel>;
}

function lanesOf(mongo: MongoConnection): JobLanes {
  return new JobLanes(mongo, jobModelOf(mongo));
}
