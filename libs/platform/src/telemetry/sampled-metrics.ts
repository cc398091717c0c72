/**
 * Metrics that are asked for when they are read: how far readers are behind, dead letters, jobs, the outbox, text
 * messages, the disk.
 * All but the disk say something of the whole cluster: every process that tells them tells the same, so a query takes
 * `max by (…)` of them, and one process that tells them is enough.
 */
import { statfs } from 'node:fs/promises';
import {
  type Clock,
  type JobStore,
  type MessageBus,
  type Outbox,
  type TextMessageStore,
  systemClock,
} from '@postbus/ports';
import { Counter, Gauge, type Registry } from 'prom-client';

export interface SampledSources {
  readonly bus: MessageBus;
  readonly jobs: JobStore;
  readonly outbox: Pick<Outbox, 'waiting'>;
  readonly textMessages: Pick<TextMessageStore, 'counts'>;
  /** Topics whose dead letters are counted. */
  readonly topics: readonly string[];
  /** On the disk whose room is told; absent where data lies elsewhere. */
  readonly folder?: string;
  readonly clock?: Clock;
}

type GaugeOf = (name: string, help: string, labelNames?: readonly string[]) => SampledGauge;

/** Dead letters of a topic that are counted; more are told as this many. */
const mostDeadLetters = 1000;

/** Adds them to `registry`. A source that fails leaves its metrics out and is counted. */
export function sampleMetrics(registry: Registry, sources: SampledSources): void {
  const gauge = gaugesOf(registry);
  sampleLag(gauge, sources);
  sampleDeadLetters(gauge, sources);
  sampleJobs(gauge, sources);
  sampleOutbox(gauge, sources);
  sampleTextMessages(gauge, sources);
  if (sources.folder !== undefined) sampleDisk(gauge, sources.folder);
}

function sampleLag(gauge: GaugeOf, { bus }: SampledSources): void {
  const lags = together(() => bus.lag());
  const records = gauge('postbus_bus_lag_records', 'Records published and not yet handled', ['topic', 'group']);
  records.from('lag', async () => {
    for (const { topic, group, records: count } of await lags()) records.inc({ topic, group }, count);
  });
  const age = gauge('postbus_bus_lag_seconds', 'Age of the oldest of them', ['topic', 'group']);
  age.from('lag', async () => {
    // Rising, so that the oldest of a group's partitions is set last.
    const rising = (await lags()).toSorted((one, other) => one.age - other.age);
    for (const { topic, group, age: milliseconds } of rising) age.set({ topic, group }, milliseconds / 1000);
  });
}

function sampleDeadLetters(gauge: GaugeOf, { bus, topics }: SampledSources): void {
  const dead = gauge('postbus_bus_dead_letters', `Dead letters, ${mostDeadLetters} at most counted`, ['topic']);
  dead.from('dead-letters', async () => {
    for (const topic of topics) dead.set({ topic }, (await bus.deadLetters(topic, { limit: mostDeadLetters })).length);
  });
}

function sampleJobs(gauge: GaugeOf, { jobs, clock = systemClock }: SampledSources): void {
  const allCounts = together(() => jobs.counts());
  const state = gauge('postbus_jobs', 'Jobs by state', ['queue', 'state']);
  state.from('jobs', async () => {
    for (const { queue, waiting, due, claimed } of await allCounts()) {
      for (const [name, count] of Object.entries({ waiting, due, claimed })) state.set({ queue, state: name }, count);
    }
  });
  const overdue = gauge('postbus_jobs_overdue_seconds', 'How long the oldest job that a worker could take is due', [
    'queue',
  ]);
  overdue.from('jobs', async () => {
    for (const { queue } of await allCounts()) {
      const due = (await jobs.nextDue(queue)) ?? Number.POSITIVE_INFINITY;
      overdue.set({ queue }, Math.max(0, clock.now() - due) / 1000);
    }
  });
}

function sampleOutbox(gauge: GaugeOf, { outbox }: SampledSources): void {
  const waiting = gauge('postbus_outbox_waiting_events', 'Events of the outbox that are not yet sent and removed');
  waiting.from('outbox', async () => waiting.set({}, await outbox.waiting()));
}

function sampleTextMessages(gauge: GaugeOf, { textMessages }: SampledSources): void {
  const kept = gauge('postbus_sms_messages', 'Text messages that are kept, by state', ['channel', 'state']);
  kept.from('text-messages', async () => {
    for (const { channel, state, messages } of await textMessages.counts()) kept.set({ channel, state }, messages);
  });
}

function sampleDisk(gauge: GaugeOf, folder: string): void {
  const disk = together(() => statfs(folder));
  const size = gauge('postbus_data_disk_bytes', 'Size of the disk with the data of this process');
  size.from('disk', async () => {
    const { blocks, bsize } = await disk();
    size.set({}, blocks * bsize);
  });
  const free = gauge('postbus_data_disk_free_bytes', 'Room left on it');
  free.from('disk', async () => {
    const { bavail, bsize } = await disk();
    free.set({}, bavail * bsize);
  });
}

interface SampledGauge {
  set(labels: Record<string, string>, value: number): void;
  inc(labels: Record<string, string>, value: number): void;
  /** Runs `sample` before each reading, on an empty gauge. */
  from(source: string, sample: () => Promise<void>): void;
}

function gaugesOf(registry: Registry): GaugeOf {
  const failures = new Counter({
    name: 'postbus_metrics_source_failures_total',
    help: 'Sources of metrics that could not be asked',
    labelNames: ['source'],
    registers: [registry],
  });
  return (name, help, labelNames = []) => {
    let collect = async (): Promise<void> => {};
    const gauge = new Gauge({ name, help, labelNames, registers: [registry], collect: () => collect() });
    return {
      set: (labels, value) => gauge.set(labels, value),
      inc: (labels, value) => gauge.inc(labels, value),
      from(source, sample) {
        collect = async () => {
          // `reset` of one without labels would tell a 0 that nobody counted.
          if (labelNames.length === 0) gauge.remove();
          else gauge.reset();
          await sample().catch(() => failures.inc({ source }));
        };
      },
    };
  };
}

/** Callers that come while one call runs share its answer. */
function together<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<Answer> | undefined;
  return () => {
    running ??= ask().finally(() => {
      running = undefined;
    });
    return running;
  };
}
