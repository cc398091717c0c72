/**
 * Draws pictures of the dashboards for docs/images: runs a Postbus with mail on its way and phones that wait, lets a real
 * Prometheus watch it, and draws the answers to the queries of the panels. In a cluster conversion is killed for a while,
 * and an event comes that is none.
 *
 * `node tools/dashboards/render.ts [--seconds N] [--cluster] [--folder F]`, after `npm run build`; the program `prometheus` must
 * be there. With `--folder` the pictures go elsewhere: to try it.
 * With `--cluster` each service runs by itself over a Kafka and a MongoDB, given or started as docs/cluster-tests.md tells.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { clusterServers } from '@postbus/cluster-servers';
import { allDashboards } from './all-dashboards.ts';
import { PrometheusServer } from './live/prometheus-server.ts';
import { Traffic, startElsewhere } from './live/traffic.ts';
import { type WatchedPostbus, startCluster, startEmbedded } from './live/watched-postbus.ts';
import { drawDashboard } from './picture/draw-dashboard.ts';

interface Picture {
  readonly file: string;
  /** Of the dashboard. */
  readonly uid: string;
  readonly rows: readonly string[];
}

/** What is drawn of one process, and what of a cluster with its outage. */
const pictures: Readonly<Record<'embedded' | 'cluster', readonly Picture[]>> = {
  embedded: [
    { file: 'message-way', uid: 'postbus-message-way', rows: ['At a glance', 'Accepting', 'Hops', 'Bus', 'S/MIME'] },
    {
      file: 'sync',
      uid: 'postbus-sync',
      rows: ['At a glance', 'Requests', 'Latency', 'Waiting', 'Wake-ups', 'Mailbox API'],
    },
    { file: 'text-messages', uid: 'postbus-text-messages', rows: ['At a glance', 'Out', 'Carriers'] },
  ],
  cluster: [
    { file: 'message-way-outage', uid: 'postbus-message-way', rows: ['Hops', 'Bus'] },
    { file: 'processes', uid: 'postbus-processes', rows: ['At a glance', 'Node', 'Store'] },
  ],
};
/** Points of a line, at most. */
const mostPoints = 120;
/** Messages a second: a wave, and a burst behind the middle. */
const wave = (seconds: number, whole: number): number => {
  const part = seconds / whole;
  return 8 + 5 * Math.sin(part * 4 * Math.PI) + (part > 0.5 && part < 0.62 ? 40 : 0);
};

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    cluster: { type: 'boolean', default: false },
    folder: { type: 'string', default: fileURLToPath(new URL('../../docs/images', import.meta.url)) },
  },
});
const seconds = Number(values.seconds);
const pace = values.cluster ? { messages: 0.5, mailboxes: 4 } : { messages: 1, mailboxes: 8 };

const elsewhere = await startElsewhere();
const servers = values.cluster ? await clusterServers() : undefined;
const postbus = servers === undefined ? await startEmbedded(elsewhere) : await startCluster(elsewhere, servers);
const prometheus = await PrometheusServer.start({ targets: postbus.targets, interval: 1 });
try {
  await run(postbus);
  await draw();
} finally {
  await prometheus.close();
  await postbus.close();
  await elsewhere.close();
  await servers?.close();
}

async function run(watched: WatchedPostbus): Promise<void> {
  const traffic = new Traffic(watched, elsewhere.carrier, {
    messages: (at) => wave(at, seconds) * pace.messages,
    mailboxes: pace.mailboxes,
  });
  await traffic.prepare();
  traffic.start();
  await after(seconds * 300);
  await watched.outage(seconds * 80);
  await after(seconds * 300);
  await watched.trouble();
  await after(seconds * 320);
  await traffic.stop();
}

async function draw(): Promise<void> {
  const to = Math.floor(Date.now() / 1000);
  const step = Math.max(1, Math.ceil(seconds / mostPoints));
  const asked = { from: to - seconds, to, step, window: '15s' };
  const { folder } = values;
  mkdirSync(folder, { recursive: true });
  for (const { file, uid, rows } of pictures[values.cluster ? 'cluster' : 'embedded']) {
    const dashboard = allDashboards().find((one) => one.uid === uid)!;
    const picture = await drawDashboard(dashboard, rows, prometheus, asked);
    writeFileSync(join(folder, `${file}.svg`), picture);
    console.log(`${file}.svg: ${Math.round(picture.length / 1024)} KiB`);
  }
}
