/**
 * Every dashboard on a real Prometheus, of Debian's package `prometheus`, that watches a real Postbus with mail on its
 * way and phones that wait; and the rules by its promtool.
 */
import { setTimeout as after } from 'node:timers/promises';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allDashboards } from './all-dashboards.ts';
import { panelsOf } from './dashboard-panels.ts';
import { type AskOptions, answerOf } from './live/panel-answers.ts';
import { PrometheusServer, prometheusVersion, promtool } from './live/prometheus-server.ts';
import { Traffic, type World, startElsewhere } from './live/traffic.ts';
import { type WatchedPostbus, startCluster, startEmbedded } from './live/watched-postbus.ts';
import { ruleFiles, ruleTestFiles } from './rules.ts';

/** Milliseconds in which all that is to happen surely has, and between looks whether it has. */
const longest = 120_000;
const lookEvery = 2000;
/** Of a rate: many scrapes of a second each, of which a slow machine misses some. */
const window = '20s';

const installed = prometheusVersion() !== undefined;
const { KAFKA_BROKERS: kafkaBrokers, MONGO_URL: mongoUrl } = process.env;

/** Panels that have nothing to show, and why. Each says so itself, where Grafana would say "No data". */
type EmptyPanels = Readonly<Record<string, string>>;

const emptyAlways: EmptyPanels = {
  'Faults behind replies': 'no session met one',
  'Faults of the bus': 'it had none',
  'Sending put off': 'nothing was away',
  'Copies that missed 30 s': 'rules add it up each minute, and the run is shorter',
  'Changes that a process could not take': 'all were taken',
  'Commands that met a fault': 'none did',
  'Requests that met a fault': 'none did',
  'Metrics missing': 'all could be asked',
  'Faults of text messages': 'there was none',
  Unknown: 'none is',
  'Records past their retention': 'they are kept for days',
};

const emptyEmbedded: EmptyPanels = {
  ...emptyAlways,
  'Tried again': 'nothing was away',
  'Given up': 'every event was handled',
  'Round trips to the database': 'the store is embedded',
  'Time of a round trip, p99': 'the store is embedded',
  'Round trips for a copy': 'the store is embedded',
  'Refused for their token': 'the admin API listens on a socket alone',
};

const emptyInCluster: EmptyPanels = {
  ...emptyAlways,
  'Commits of the embedded bus': 'the bus is Kafka',
  'Writes that share a commit of the bus': 'the bus is Kafka',
  'Room on the disk': 'no process has data on a disk',
};

describe.skipIf(!installed)('rules', () => {
  it('are taken by promtool', () => {
    expect(promtool('check', 'rules', ...ruleFiles())).toMatchObject({ well: true });
  });

  it('fire where they should, and are silent beside', () => {
    expect(promtool('test', 'rules', ...ruleTestFiles())).toMatchObject({ well: true });
  });
});

interface Mode {
  readonly name: string;
  readonly possible: boolean;
  readonly start: (elsewhere: World) => Promise<WatchedPostbus>;
  readonly services: readonly string[];
  readonly empty: EmptyPanels;
  /** Alerts that are right. */
  readonly alerts: readonly string[];
  readonly deadLetters: number;
}

const modes: readonly Mode[] = [
  {
    name: 'one process',
    possible: installed,
    start: startEmbedded,
    services: ['postbus'],
    empty: emptyEmbedded,
    alerts: [],
    deadLetters: 0,
  },
  {
    name: 'a cluster',
    possible: installed && kafkaBrokers !== undefined && mongoUrl !== undefined,
    start: (elsewhere) => startCluster(elsewhere, { kafkaBrokers: kafkaBrokers!, mongoUrl: mongoUrl! }),
    services: [
      'postbus-admin',
      'postbus-conversion',
      'postbus-ingest',
      'postbus-relay',
      'postbus-sms-dispatch',
      'postbus-sync',
    ],
    empty: emptyInCluster,
    alerts: ['PostbusDeadLettersGrow'],
    deadLetters: 1,
  },
];

for (const mode of modes) {
  describe.skipIf(!mode.possible)(`a real Prometheus that watches ${mode.name}`, () => {
    watching(mode);
  });
}

function watching(mode: Mode): void {
  let elsewhere: World;
  let postbus: WatchedPostbus;
  let prometheus: PrometheusServer;
  let asked: AskOptions;

  beforeAll(async () => {
    elsewhere = await startElsewhere();
    postbus = await mode.start(elsewhere);
    prometheus = await PrometheusServer.start({ targets: postbus.targets, interval: 1 });
    const from = Date.now() / 1000;
    const traffic = new Traffic(postbus, elsewhere.carrier, { messages: () => 10, mailboxes: 3 });
    await traffic.prepare();
    traffic.start();
    await postbus.trouble();
    const end = performance.now() + longest;
    do {
      await after(lookEvery);
      asked = { from, to: Date.now() / 1000, step: 1, window };
    } while ((await missing()).length > 0 && performance.now() < end);
    await traffic.stop();
  }, 2 * longest);
  afterAll(async () => {
    await prometheus?.close();
    await postbus?.close();
    await elsewhere?.close();
  });

  async function empty(): Promise<Panel[]> {
    const panels = allDashboards().flatMap(panelsOf);
    const answers = await Promise.all(panels.map((panel) => answerOf(prometheus, panel, asked)));
    return answers.filter(({ series }) => series.length === 0).map(({ panel }) => panel);
  }

  /** Titles of panels that have no data and should. */
  async function missing(): Promise<string[]> {
    const titles = (await empty()).map(({ title = '' }) => title);
    return titles.filter((title) => !Object.hasOwn(mode.empty, title));
  }

  it('has data for each panel, but those that nothing happened for', async () => {
    expect(await missing()).toEqual([]);
  });

  it('has none only for panels that say why themselves', async () => {
    expect((await empty()).filter(({ fieldConfig }) => fieldConfig?.defaults.noValue === undefined)).toEqual([]);
  });

  it('has values for the variables of dashboards', async () => {
    const labels = ['namespace', 'service', 'instance'];
    const values = await Promise.all(labels.map((label) => prometheus.labelValues(label, 'postbus_build_info')));
    expect(values).toEqual([['watched'], mode.services, postbus.targets.toSorted()]);
  });

  it('evaluates every rule, and fires where something is wrong', async () => {
    const rules = await prometheus.rules();
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    const firing = rules.filter(({ state }) => state === 'firing').map(({ name }) => name);
    expect(mode.alerts).toEqual(expect.arrayContaining(firing));
  });

  it('has what is told of the whole cluster once, however many tell it', { timeout: 2 * longest }, async () => {
    // Given up after some tries, looked for now and then: all panels may have something to show before that.
    await vi.waitFor(
      async () => {
        const letters = await prometheus.instant('max by (topic) (postbus_bus_dead_letters{topic="mail.received.v1"})');
        expect(letters.map(({ points }) => points[0]?.[1])).toEqual([mode.deadLetters]);
      },
      { timeout: longest, interval: lookEvery },
    );
  });
}
