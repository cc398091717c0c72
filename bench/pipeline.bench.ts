/**
 * Mail through a cluster on this machine, from SMTP to the mailbox, over Kafka and the store: how much a second with one
 * and with two conversion processes, how soon, and what a message costs; and what kafkajs and mongoose do by themselves.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { clusterServers } from '@postbus/cluster-servers';
import { type ClusterProcess, PostbusCluster } from '@postbus/postbus/cluster';
import { temporaryFolder } from '@postbus/testing';
import { hintTimes } from './hint-times.ts';
import { messagesOf } from './message.ts';
import { addressOf } from './postbus-server.ts';
import { cpuSeconds } from './process-usage.ts';
import { areaTimes } from './profile-shares.ts';
import { rawKafkaRate, rawStoreRate } from './raw-clients.ts';
import { type Bench, type Report, addTimes } from './report.ts';
import { openConnection, sendBySmtp } from './smtp-load.ts';

const connections = 20;
const mailboxes = 40;
const messageSize = 4096;
const warmUp = 300;
const counted = 1500;
/** Messages whose time is taken, one after another. */
const timed = 200;

/** Which files belong to what a message costs. */
const areas = {
  bus: /\/(kafkajs|bus-kafka|bus-partitions|outbox|transport)\//,
  store: /\/(mongodb|mongoose|bson|mongo-connection|store-mongo|blob-mongo)\//,
  telemetry: /\/(telemetry|prom-client|pino)\//,
};

const profiledProcesses = ['ingest', 'conversion'] as const;

let numbers = 0;
const content = messagesOf(messageSize);

async function run(report: Report): Promise<void> {
  await using servers = await clusterServers();
  report.progress(`on ${servers.where}`);
  const raw = {
    kafkajs: await rawKafkaRate(servers.kafkaBrokers),
    mongoose: await rawStoreRate(servers.mongoUrl),
  };
  for (const conversion of [1, 2]) {
    report.progress(`${conversion} conversion ${conversion === 1 ? 'process' : 'processes'}`);
    await measure(report, servers, conversion, raw);
  }
}

interface Raw {
  readonly kafkajs: number;
  readonly mongoose: number;
}

async function measure(
  report: Report,
  servers: { readonly kafkaBrokers: string; readonly mongoUrl: string },
  conversion: number,
  raw: Raw,
): Promise<void> {
  const profiles = temporaryFolder();
  for (const name of profiledProcesses) mkdirSync(join(profiles.path, name));
  const profiled = [`--import=${new URL('profile-on-signal.ts', import.meta.url).href}`];
  const cluster = await PostbusCluster.start({
    ...servers,
    processes: { conversion, relay: 0, sync: 0 },
    environment: {
      POSTBUS_INGEST_LIMITS_MESSAGES_PER_CONNECTION: '1000000',
      POSTBUS_LOG_LEVEL: 'error',
    },
    environments: Object.fromEntries(
      profiledProcesses.map((name) => [name, { POSTBUS_PROFILES: join(profiles.path, name) }]),
    ),
    nodeArguments: Object.fromEntries(profiledProcesses.map((name) => [name, profiled])),
  });
  try {
    for (let account = 0; account < mailboxes; account++) {
      await cluster.administration.addAccount({ address: addressOf(account) });
    }
    await send(cluster, warmUp);
    turnProfiles(cluster);
    const before = await costs(cluster);
    const { seconds, accepted } = await send(cluster, counted);
    const spent = difference(await costs(cluster), before, counted);
    turnProfiles(cluster);
    const name = `${conversion} conversion`;
    const row = (what: string, unit: string, value: number, higherIsBetter: boolean, peers = {}) =>
      report.add({ case: `${name}, ${what}`, unit, value, higherIsBetter, peers });
    row('until in the mailbox', 'messages/s', counted / seconds, true, {
      'raw kafkajs': raw.kafkajs,
      'raw mongoose': raw.mongoose,
    });
    row('until the last 250', 'messages/s', counted / accepted, true);
    row('CPU a message', 'ms', spent.cpu, false);
    row('bytes of Kafka a message', 'bytes', spent.kafkaBytes, false);
    row('store round trips a message', 'round trips', spent.roundTrips, false);
    row('of them in conversion', 'round trips', spent.deliveryRoundTrips, false);
    addTimes(report, `${name}, 250 to the hint of its mailbox`, await deliveryTimes(cluster, servers.kafkaBrokers));
    await cluster.stop();
    for (const process of profiledProcesses) {
      const times = areaTimes(join(profiles.path, process), areas);
      const all = [...times.values()].reduce((sum, time) => sum + time, 0);
      for (const area of Object.keys(areas)) {
        row(`share of the ${area} in the CPU of ${process}`, '%', ((times.get(area) ?? 0) / all) * 100, false);
      }
    }
  } finally {
    await cluster.close();
    profiles.remove();
  }
}

/** Begins the profiles, or ends them. */
function turnProfiles(cluster: PostbusCluster): void {
  for (const name of profiledProcesses) for (const { pid } of cluster.named(name)) process.kill(pid, 'SIGUSR2');
}

/** @returns seconds until the last one lies in its mailbox, and until the last 250 */
async function send(cluster: PostbusCluster, messages: number): Promise<{ seconds: number; accepted: number }> {
  const started = performance.now();
  const { duration } = await sendBySmtp({
    port: smtpPort(cluster),
    connections,
    kept: true,
    messages,
    recipient: (message) => addressOf(message % mailboxes),
    content: () => content(numbers++),
  });
  await settled(cluster);
  return { seconds: (performance.now() - started) / 1000, accepted: duration };
}

/** Until every event was handled, and none waits in the outbox. */
async function settled({ administration }: PostbusCluster): Promise<void> {
  for (;;) {
    const { lag, outbox } = await administration.listLag({});
    if (outbox === 0 && lag.every(({ records }) => records === 0)) return;
    await after(20);
  }
}

interface Costs {
  /** Seconds of ingest and conversion. */
  readonly cpu: number;
  readonly kafkaBytes: number;
  readonly roundTrips: number;
  readonly deliveryRoundTrips: number;
}

async function costs(cluster: PostbusCluster): Promise<Costs> {
  const working = [...cluster.named('ingest'), ...cluster.named('conversion')];
  const sum = async (processes: readonly ClusterProcess[], metric: string): Promise<number> => {
    const values = await Promise.all(processes.map((process) => process.metric(metric)));
    return values.reduce((total, value) => total + value, 0);
  };
  return {
    cpu: working.reduce((total, { pid }) => total + cpuSeconds(pid), 0),
    kafkaBytes: await sum(working, 'postbus_bus_published_bytes_total'),
    roundTrips: await sum(working, 'postbus_store_round_trip_seconds_count'),
    deliveryRoundTrips: await sum(cluster.named('conversion'), 'postbus_store_round_trip_seconds_count'),
  };
}

/** What one message cost; CPU in milliseconds. */
function difference(later: Costs, earlier: Costs, messages: number): Costs {
  const each = (key: keyof Costs): number => (later[key] - earlier[key]) / messages;
  return {
    cpu: each('cpu') * 1000,
    kafkaBytes: each('kafkaBytes'),
    roundTrips: each('roundTrips'),
    deliveryRoundTrips: each('deliveryRoundTrips'),
  };
}

/** Milliseconds from each 250 to the `mailbox.changed.v1` of its mailbox, a message at a time. */
async function deliveryTimes(cluster: PostbusCluster, brokers: string): Promise<number[]> {
  await using hints = await hintTimes(brokers, `${cluster.kafkaPrefix}mailbox.changed.v1`);
  const connection = await openConnection(smtpPort(cluster));
  const times: number[] = [];
  for (let message = 0; message < timed; message++) {
    const hint = hints.next();
    const { accepted } = await connection.send(addressOf(message % mailboxes), content(numbers++));
    times.push((await hint) - accepted);
  }
  await connection.quit();
  return times;
}

function smtpPort(cluster: PostbusCluster): number {
  const address = cluster.named('ingest')[0]!.listening['smtp']!;
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

export default { name: 'pipeline', run } satisfies Bench;
