/** What more processes of a service bring, how one leaves, and what bounds each: with servers that all share. */
import { readFileSync } from 'node:fs';
import { FolderType } from '@postbus/activesync';
import { Phone } from '@postbus/testing/phone';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClusterProcess } from '../src/cluster/cluster-process.ts';
import { PostbusCluster } from '../src/cluster/postbus-cluster.ts';
import { Follower } from './clients/follower.ts';
import { differences, noDifferences } from './clients/kept-message.ts';
import { type Place, password } from './clients/place.ts';
import { Sender } from './clients/sender.ts';
import { Balancer } from './faults/balancer.ts';

const { KAFKA_BROKERS: kafkaBrokers, MONGO_URL: mongoUrl } = process.env;
/** Milliseconds of a test where everything else runs beside it. */
const longest = 600_000;
const patience = { timeout: 240_000, interval: 100 };
/** Seconds: longer than a test may take, so that only a change ends a wait. */
const longWait = 300;
const mebibyte = 2 ** 20;

/** Over which time waiting requests are let go. */
const drain = 3000;
const waitingPhones = 12;

/** Messages and bytes of each that queue up before conversion starts: some ten times what it may have in flight. */
const burst = { senders: 8, messages: 2000, bytes: 8192 };
/** Resident bytes of a conversion process that has done the burst: what it has at rest, and what is bounded. */
const mostResident = 512 * mebibyte;

function portOf(process: ClusterProcess, listener: string): number {
  return Number(/\d+$/.exec(process.listening[listener]!)![0]);
}

async function addAccount(cluster: PostbusCluster, address: string): Promise<void> {
  await cluster.administration.addAccount({ address, password });
}

async function isReady(process: ClusterProcess): Promise<boolean> {
  if (!process.running) return false;
  return fetch(`${process.listening['operations']}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

const noServers = kafkaBrokers === undefined || mongoUrl === undefined;

describe.skipIf(noServers)('more than one process of a service', { timeout: longest }, () => {
  let cluster: PostbusCluster;
  let place: Place;
  beforeAll(async () => {
    cluster = await PostbusCluster.start({
      kafkaBrokers: kafkaBrokers!,
      mongoUrl: mongoUrl!,
      processes: { conversion: 2, sync: 2, relay: 0 },
      environment: {
        POSTBUS_SYNC_DRAIN: `${drain}ms`,
        POSTBUS_CONVERSION_THREADS: '1',
        POSTBUS_CONVERSION_IN_FLIGHT: '1MiB',
        POSTBUS_CONVERSION_THREAD_MEMORY: '128MiB',
      },
      // Past it the process would end by itself.
      nodeArguments: { conversion: ['--max-old-space-size=128'], ingest: ['--max-old-space-size=128'] },
    });
    place = placeOf(0);
  }, 180_000);
  afterAll(() => cluster?.close());

  /** @param sync which of its processes */
  function placeOf(sync: number): Place {
    return {
      smtpPort: portOf(cluster.named('ingest')[0]!, 'smtp'),
      httpOrigin: cluster.named('sync')[sync]!.listening['http']!,
    };
  }

  const converted = (process: ClusterProcess): Promise<number> => process.metric('postbus_conversion_seconds_count');

  it('shares the work of conversion between its processes', async () => {
    await addAccount(cluster, 'ann@share.example');
    const sender = new Sender({ place, name: 'shared', recipients: ['ann@share.example'], longestPause: 0 });
    const send = (number: number): Promise<void> => sender.send(`shared ${number}`, ['ann@share.example']);
    const counts = (): Promise<number[]> => Promise.all(cluster.named('conversion').map(converted));
    // A process listens before its group has given it anything: it has its part once it converts.
    let sent = 0;
    while ((await counts()).includes(0)) await send(sent++);
    const before = await vi.waitFor(async () => {
      const all = await counts();
      expect(sumOf(all)).toBeGreaterThanOrEqual(sent);
      return all;
    }, patience);
    const count = 60;
    for (let number = 0; number < count; number++) await send(sent + number);
    sender.close();
    const each = await vi.waitFor(async () => {
      const all = await counts();
      expect(sumOf(all)).toBeGreaterThanOrEqual(sent + count);
      return all;
    }, patience);
    for (const [index, one] of each.entries()) expect(one - before[index]!).toBeGreaterThan(count / 10);
  });

  it('wakes phones that wait at one process of sync with mail converted beside another', async () => {
    const users = ['bob@wake.example', 'cleo@wake.example'];
    for (const user of users) await addAccount(cluster, user);
    const waits = users.map(async (user, index) => {
      const phone = new Phone({ origin: placeOf(index).httpOrigin, user, password, deviceId: `wake${index}` });
      await phone.provision();
      await phone.folderSync();
      const inbox = phone.folderOf(FolderType.Inbox);
      await phone.syncAll(inbox);
      const changed = await phone.ping([inbox], longWait);
      phone.close();
      return changed.includes(inbox);
    });
    await waitingAt(cluster.named('sync'), [1, 1]);
    const sender = new Sender({ place, name: 'wake', recipients: users, longestPause: 0 });
    await sender.send('wake 1', users);
    sender.close();
    expect(await Promise.all(waits)).toEqual([true, true]);
  });

  it('lets waiting requests go over time when a process leaves, and its phones carry on at another, losing nothing', async () => {
    const users = Array.from({ length: waitingPhones }, (_, index) => `user${index}@roll.example`);
    for (const user of users) await addAccount(cluster, user);
    const [leaving, staying] = cluster.named('sync') as [ClusterProcess, ClusterProcess];
    const byPort = new Map([leaving, staying].map((process) => [portOf(process, 'http'), process]));
    let open: ClusterProcess | undefined = leaving;
    const balancer = await Balancer.start([...byPort.keys()], async (port) => {
      const process = byPort.get(port)!;
      return (open === undefined || open === process) && (await isReady(process));
    });
    const balanced = { ...place, httpOrigin: `http://127.0.0.1:${balancer.port}` };
    const followers = users.map(
      (user, index) =>
        new Follower({ place: balanced, user, deviceId: `roll${index}`, heartbeat: longWait, marks: false }),
    );
    const following = new AbortController();
    const follows = Promise.all(followers.map((follower) => follower.run(following.signal)));
    await waitingAt([leaving], [waitingPhones]);
    open = undefined;

    // Mail wakes only some of them: the others go when they are let go.
    const woken = users.slice(0, 3);
    const sender = new Sender({ place, name: 'rollout', recipients: woken, longestPause: 200 });
    const sending = new AbortController();
    const sends = sender.run(sending.signal);
    const stopped = leaving.stop();
    const seen: number[] = [];
    const watch = setInterval(
      () => void staying.metric('postbus_sync_waiting_requests').then((n) => seen.push(n)),
      100,
    );
    await stopped;
    sending.abort();
    await sends;
    await vi.waitFor(() => {
      for (const { user, held } of followers)
        expect(differences(held, subjectsFor(sender, user))).toEqual(noDifferences);
    }, patience);
    await waitingAt([staying], [waitingPhones]);
    clearInterval(watch);
    following.abort();
    await follows;
    for (const follower of followers) {
      expect(follower.complaints).toEqual([]);
      follower.close();
    }
    await balancer.close();
    // They came one after another, not all in one moment: some were seen there while others still waited elsewhere.
    expect(seen.some((count) => count > 0 && count < waitingPhones)).toBe(true);
    await leaving.start();
  });

  it('keeps its memory bounded when thousands of messages are queued', async () => {
    const users = Array.from({ length: burst.senders }, (_, index) => `user${index}@burst.example`);
    for (const user of users) await addAccount(cluster, user);
    await Promise.all(cluster.named('conversion').map((process) => process.stop()));
    await Promise.all(
      users.map(async (user, index) => {
        const sender = new Sender({
          place,
          name: 'burst',
          recipients: [user],
          longestPause: 0,
          bodyBytes: burst.bytes,
        });
        for (let number = index; number < burst.messages; number += users.length) {
          await sender.send(`burst ${number}`, [user]);
        }
        sender.close();
      }),
    );
    const [conversion] = cluster.named('conversion');
    await conversion!.start();
    const { pid } = conversion!;
    await vi.waitFor(async () => expect(await converted(conversion!)).toBeGreaterThanOrEqual(burst.messages), {
      timeout: 500_000,
      interval: 500,
    });
    expect(highestResident(pid)).toBeLessThan(mostResident);
    const ingest = cluster.named('ingest')[0]!;
    expect(highestResident(ingest.pid)).toBeLessThan(mostResident);
    expect([...ingest.ownEnds, ...conversion!.ownEnds]).toEqual([]);
  });

  function subjectsFor({ accepted }: Sender, user: string): string[] {
    return [...accepted].filter(([, to]) => to.includes(user)).map(([subject]) => subject);
  }
});

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, one) => sum + one, 0);
}

/** Waits until so many requests wait at each process, at least. */
async function waitingAt(processes: readonly ClusterProcess[], counts: readonly number[]): Promise<void> {
  await vi.waitFor(async () => {
    const waiting = await Promise.all(processes.map((process) => process.metric('postbus_sync_waiting_requests')));
    for (const [index, count] of waiting.entries()) expect(count).toBeGreaterThanOrEqual(counts[index]!);
  }, patience);
}

/** The most bytes of memory that a process has had. proc(5), VmHWM */
function highestResident(pid: number): number {
  return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
}
