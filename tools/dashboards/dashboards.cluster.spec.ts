/**
 * Every dashboard on a real Prometheus, of Debian's package `prometheus`, that watches a real Postbus with mail on its
 * way and phones that wait; and the rules by its promtool.
 */
import { setTimeout as after } from 'node:timers/promises';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { SmtpSink } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allDashboards } from './all-dashboards.ts';
import { panelsOf } from './dashboard-panels.ts';
import { type AskOptions, answerOf } from './live/panel-answers.ts';
import { PrometheusServer, prometheusVersion, promtool } from './live/prometheus-server.ts';
import { Traffic, startElsewhere } from './live/traffic.ts';
import { type WatchedPostbus, startEmbedded } from './live/watched-postbus.ts';
import { ruleFiles, ruleTestFiles } from './rules.ts';

/** Milliseconds in which all that is to happen surely has, and between looks whether it has. */
const longest = 45_000;
const lookEvery = 2000;

const installed = prometheusVersion() !== undefined;

/** Panels that have nothing to show here, and why. Each says so itself, where Grafana would say "No data". */
const emptyHere: Readonly<Record<string, string>> = {
  'Faults behind replies': 'no session met one',
  'Tried again': 'nothing was away',
  'Given up': 'every event was handled',
  'Faults of the bus': 'it had none',
  'Sending put off': 'nothing was away',
  'Copies that missed 30 s': 'rules add it up each minute, and the run is shorter',
  'Changes that a process could not take': 'it took all',
  'Commands that met a fault': 'none did',
  'Metrics missing': 'all could be asked',
  'Round trips to the database': 'the store is embedded',
  'Time of a round trip, p99': 'the store is embedded',
  'Round trips for a copy': 'the store is embedded',
  'Records past their retention': 'they are kept for days',
  'Refused for their token': 'the admin API listens on a socket alone',
};

describe.skipIf(!installed)('rules', () => {
  it('are taken by promtool', () => {
    expect(promtool('check', 'rules', ...ruleFiles())).toMatchObject({ well: true });
  });

  it('fire where they should, and are silent beside', () => {
    expect(promtool('test', 'rules', ...ruleTestFiles())).toMatchObject({ well: true });
  });
});

describe.skipIf(!installed)('on a real Prometheus', () => {
  let elsewhere: SmtpSink;
  let postbus: WatchedPostbus;
  let prometheus: PrometheusServer;
  let asked: AskOptions;

  beforeAll(async () => {
    elsewhere = await startElsewhere();
    postbus = await startEmbedded(elsewhere);
    prometheus = await PrometheusServer.start({ targets: postbus.targets, interval: 1 });
    const from = Date.now() / 1000;
    const traffic = new Traffic(postbus, { messages: () => 20, mailboxes: 3 });
    await traffic.prepare();
    traffic.start();
    const end = performance.now() + longest;
    do {
      await after(lookEvery);
      asked = { from, to: Date.now() / 1000, step: 1, window: '4s' };
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
    return titles.filter((title) => !Object.hasOwn(emptyHere, title));
  }

  it('each panel has data, but those that nothing happened for', async () => {
    expect(await missing()).toEqual([]);
  });

  it('each panel without data says so itself', async () => {
    expect((await empty()).filter(({ fieldConfig }) => fieldConfig?.defaults.noValue === undefined)).toEqual([]);
  });

  it('the variables of dashboards have values', async () => {
    const values = ['namespace', 'service', 'instance'].map((label) =>
      prometheus.labelValues(label, 'postbus_build_info'),
    );
    expect(await Promise.all(values)).toEqual([['watched'], ['postbus'], postbus.targets]);
  });

  it('rules are evaluated, and no alert fires where nothing is wrong', async () => {
    const rules = await prometheus.rules();
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(rules.filter(({ state }) => state === 'firing')).toEqual([]);
  });

  it('what is told of the whole cluster is there once, however many tell it', async () => {
    const [lag, ...others] = await prometheus.instant(
      'max by (topic) (postbus_bus_dead_letters{topic="mail.received.v1"})',
    );
    expect(lag?.points.map(([, value]) => value)).toEqual([0]);
    expect(others).toEqual([]);
  });
});
