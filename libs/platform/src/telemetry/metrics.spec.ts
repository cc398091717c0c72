import { channel, tracingChannel } from 'node:diagnostics_channel';
import { openEmbeddedBus } from '@postbus/bus-embedded';
import { accountChanged, toRecord } from '@postbus/contracts';
import type { JobStore, MessageBus } from '@postbus/ports';
import { temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metricTable } from './metric-table.ts';
import { Metrics } from './metrics.ts';
import { sampleMetrics } from './sampled-metrics.ts';

const sampleForm =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/;

/** What every sample tells beside its own labels. */
const ofService = 'service="postbus"';

/** Reads the text format 0.0.4, without the label of the service, refusing whatever is not of it. https://prometheus.io/docs/instrumenting/exposition_formats/ */
function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  const typed = new Set<string>();
  for (const line of text.split('\n')) {
    const [, family] = /^# TYPE (\S+) (?:counter|gauge|histogram|summary)$/.exec(line) ?? [];
    if (family !== undefined) {
      expect(typed).not.toContain(family);
      typed.add(family);
    } else if (line !== '' && !line.startsWith('# HELP ')) {
      const [, name, labels = '', value] = sampleForm.exec(line) ?? [];
      if (name === undefined) throw new Error(`not a sample: ${line}`);
      const known = typed.has(name) || typed.has(name.replace(/_(?:bucket|sum|count)$/, ''));
      if (!known) throw new Error(`no type before: ${line}`);
      const own = labels.split(ofService).join('').replace(/^,|,$/, '');
      expect(own.length).toBeLessThan(labels.length);
      samples.set(own === '' ? name : `${name}{${own}}`, Number(value));
    }
  }
  return samples;
}

describe('metrics of channels', () => {
  let metrics: Metrics;
  beforeEach(() => {
    metrics = new Metrics({ service: 'postbus', version: '1.2.3' });
  });
  afterEach(() => metrics.stop());

  const samples = async () => samplesOf(await metrics.text());

  it('are text that Prometheus reads, with the version and the process beside them', async () => {
    expect(metrics.contentType).toContain('version=0.0.4');
    const found = await samples();
    expect(found.get('postbus_build_info{version="1.2.3"}')).toBe(1);
    expect(found.has('process_cpu_seconds_total')).toBe(true);
    expect(found.has('nodejs_eventloop_lag_seconds')).toBe(true);
  });

  it('counts messages and sums their amounts', async () => {
    const published = channel('postbus.bus.published');
    published.publish({ topics: ['a', 'b'], records: 3, bytes: 100, duration: 2 });
    published.publish({ topics: ['a'], records: 2, bytes: 50, duration: 40 });
    const found = await samples();
    expect(found.get('postbus_bus_published_records_total')).toBe(5);
    expect(found.get('postbus_bus_published_bytes_total')).toBe(150);
    expect(found.get('postbus_bus_publish_seconds_count')).toBe(2);
    expect(found.get('postbus_bus_publish_seconds_sum')).toBeCloseTo(0.042);
    expect(found.get('postbus_bus_publish_seconds_bucket{le="0.0025"}')).toBe(1);
  });

  it('labels by the fields that the table names, errors by their codes', async () => {
    const handled = { topic: 'mail.received.v1', group: 'conversion', outcome: 'done', duration: 5, partition: 3 };
    channel('postbus.bus.handled').publish(handled);
    const dead = { topic: 't', group: 'g', code: 'invalid-event', error: new Error('secret text') };
    channel('postbus.bus.dead-lettered').publish(dead);
    const found = await samples();
    const series = 'topic="mail.received.v1",group="conversion",outcome="done"';
    expect(found.get(`postbus_bus_handle_seconds_count{${series}}`)).toBe(1);
    expect(found.get('postbus_bus_dead_lettered_total{topic="t",group="g",code="invalid-event"}')).toBe(1);
    expect([...found.keys()].join('\n')).not.toContain('secret');
  });

  it('times traced functions, failed ones apart', async () => {
    const traced = tracingChannel<unknown, { command: string; status?: number }>('postbus.sync.command');
    const context: { command: string; status?: number } = { command: 'Ping' };
    await traced.tracePromise(async () => {
      context.status = 200;
    }, context);
    const failure = new Error('away');
    await expect(traced.tracePromise(() => Promise.reject(failure), { command: 'Sync' })).rejects.toBe(failure);
    traced.traceSync(() => 5, { command: 'Options' });
    const found = await samples();
    const count = 'postbus_sync_command_seconds_count';
    expect(found.get(`${count}{command="Ping",status="200",outcome="done"}`)).toBe(1);
    expect(found.get(`${count}{command="Sync",status="",outcome="failed"}`)).toBe(1);
    expect(found.get(`${count}{command="Options",status="",outcome="done"}`)).toBe(1);
  });

  it('leaves out the time that a command waited', async () => {
    const traced = tracingChannel<unknown, { command: string; waited: number }>('postbus.sync.command');
    traced.traceSync(() => undefined, { command: 'Ping', waited: 60_000 });
    expect((await samples()).get('postbus_sync_command_seconds_sum{command="Ping",status="",outcome="done"}')).toBe(0);
  });

  it('follows levels and balances', async () => {
    channel('postbus.sync.waiting').publish({ waiting: 7 });
    channel('postbus.sync.waiting').publish({ waiting: 6 });
    channel('postbus.outbox.held').publish({ shard: 3, held: true });
    const connection = { listener: 'smtp', address: '192.0.2.1' };
    channel('postbus.ingest.connection-opened').publish(connection);
    channel('postbus.ingest.connection-opened').publish(connection);
    channel('postbus.ingest.connection-closed').publish(connection);
    const found = await samples();
    expect(found.get('postbus_sync_waiting_requests')).toBe(6);
    expect(found.get('postbus_outbox_shard_held{shard="3"}')).toBe(1);
    expect(found.get('postbus_ingest_connections{listener="smtp"}')).toBe(1);
    expect(found.get('postbus_ingest_connections_total{listener="smtp"}')).toBe(2);
  });

  it('times what a field says the beginning of', async () => {
    channel('postbus.sync.delivered-to-device').publish({ traceparent: '', receivedAt: Date.now() - 2000 });
    expect((await samples()).get('postbus_sync_delivery_seconds_sum')).toBeGreaterThanOrEqual(2);
  });

  it('times only copies that were not there already', async () => {
    const delivered = channel('postbus.conversion.delivered');
    delivered.publish({ repeated: false, receivedAt: Date.now() - 3000 });
    delivered.publish({ repeated: true });
    const found = await samples();
    expect(found.get('postbus_conversion_delivery_seconds_count')).toBe(1);
    expect(found.get('postbus_conversion_delivery_seconds_sum')).toBeGreaterThanOrEqual(3);
    expect(found.get('postbus_conversion_copies_total{repeated="false"}')).toBe(1);
    expect(found.get('postbus_conversion_copies_total{repeated="true"}')).toBe(1);
  });

  it('bounds the series of a metric, whatever names a client makes up', async () => {
    const failed = channel('postbus.sync.command-failed');
    for (let name = 0; name < 600; name++) failed.publish({ command: `Cmd${name}` });
    const found = await samples();
    const series = [...found].filter(([name]) => name.startsWith('postbus_sync_command_failures_total'));
    expect(series.length).toBe(501);
    expect(found.get('postbus_sync_command_failures_total{command="other"}')).toBe(100);
  });

  it('subscribes to nothing once stopped', () => {
    metrics.stop();
    for (const { source } of metricTable) expect(channel(source.channel).hasSubscribers).toBe(false);
  });
});

describe('table of metrics', () => {
  it('names each once, in the style of Prometheus', () => {
    const names = metricTable.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, help, source } of metricTable) {
      expect(name).toMatch(/^postbus_[a-z]+(?:_[a-z]+)*$/);
      expect(name.endsWith('_total')).toBe(source.kind === 'counter');
      expect(name.endsWith('_seconds')).toBe(source.kind === 'seconds' || source.kind === 'traced');
      expect(help).toMatch(/^[A-Z].{5,}[^.]$/);
    }
  });

  it('has no label that could tell a person, a message or a peer', () => {
    const labels = new Set(metricTable.flatMap((row) => row.labels));
    const harmless = [
      'topic',
      'group',
      'outcome',
      'paused',
      'code',
      'by',
      'durable',
      'doing',
      'shard',
      'listener',
      'reason',
      'failed',
      'action',
    ];
    const known = new Set([
      ...harmless,
      'enhanced',
      'protocol',
      'way',
      'tls',
      'kind',
      'command',
      'operation',
      'status',
      'woken',
      'repeated',
      'decrypted',
      'kept',
      'source',
      'channel',
      'state',
      'matched',
    ]);
    expect([...labels].filter((label) => !known.has(label))).toEqual([]);
  });
});

describe('metrics that are asked for', () => {
  const folder = temporaryFolder();
  let metrics: Metrics;
  let bus: MessageBus;
  beforeEach(() => {
    metrics = new Metrics({ service: 'postbus', version: '0' });
    bus = openEmbeddedBus({ folder: folder.path });
  });
  afterEach(async () => {
    metrics.stop();
    await bus.close();
    folder.remove();
  });

  it('tell lag and age of groups, dead letters, jobs, the outbox and the disk, and go on where one source fails', async () => {
    const counts = [{ queue: 'relay', waiting: 3, due: 2, claimed: 1 }];
    let failing = false;
    const asked = async <Answer>(answer: Answer): Promise<Answer> => {
      if (failing) throw new Error('away');
      return answer;
    };
    const clock = { now: () => 10_000 };
    const jobs = { counts: () => asked(counts), nextDue: () => asked(4000) } as unknown as JobStore;
    const outbox = { waiting: () => asked(7) };
    const topics = [accountChanged.name];
    const textMessages = { counts: () => asked([{ channel: 'one', state: 'sent' as const, messages: 5 }]) };
    sampleMetrics(metrics.registry, { bus, jobs, outbox, textMessages, topics, clock, folder: folder.path });
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const group = { group: 'g', attempts: 1 };
    const subscription = await bus.subscribeShared(accountChanged.name, group, async ({ key }) => {
      if (key === 'bad') throw new Error('bad');
      await held;
    });
    const data = { account: 'a', mailbox: 'm', change: 'added' as const, version: 1 };
    const record = toRecord(accountChanged, data, { id: 'e', source: '/test' }, new Date());
    await bus.publish([record, record, { ...record, key: 'bad' }]);
    while ((await bus.deadLetters(accountChanged.name)).length === 0) await new Promise(setImmediate);
    const first = samplesOf(await metrics.text());
    expect(first.get(`postbus_bus_lag_records{topic="account.changed.v1",group="g"}`)).toBeGreaterThanOrEqual(2);
    expect(first.get(`postbus_bus_lag_seconds{topic="account.changed.v1",group="g"}`)).toBeGreaterThan(0);
    expect(first.get('postbus_bus_dead_letters{topic="account.changed.v1"}')).toBe(1);
    expect(first.get('postbus_jobs{queue="relay",state="due"}')).toBe(2);
    expect(first.get('postbus_jobs_overdue_seconds{queue="relay"}')).toBe(6);
    expect(first.get('postbus_outbox_waiting_events')).toBe(7);
    expect(first.get('postbus_sms_messages{channel="one",state="sent"}')).toBe(5);
    expect(first.get('postbus_data_disk_free_bytes')).toBeGreaterThan(0);
    expect(first.get('postbus_data_disk_bytes')).toBeGreaterThanOrEqual(first.get('postbus_data_disk_free_bytes')!);
    failing = true;
    await metrics.text();
    const second = samplesOf(await metrics.text());
    expect(second.has('postbus_jobs{queue="relay",state="due"}')).toBe(false);
    expect(second.has('postbus_outbox_waiting_events')).toBe(false);
    expect(second.has('postbus_data_disk_free_bytes')).toBe(true);
    expect(second.get('postbus_metrics_source_failures_total{source="jobs"}')).toBeGreaterThanOrEqual(1);
    release();
    await subscription.close();
  });
});
