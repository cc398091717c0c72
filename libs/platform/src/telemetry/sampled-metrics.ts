/** Metrics that are asked for when they are read: how far readers are behind, dead letters, jobs. */
import type { JobStore, MessageBus } from '@postbus/ports';
import { Counter, Gauge, type Registry } from 'prom-client';

export interface SampledSources {
  readonly bus: MessageBus;
  readonly jobs: JobStore;
  /** Topics whose dead letters are counted. */
  readonly topics: readonly string[];
}

/** Dead letters of a topic that are counted; more are told as this many. */
const mostDeadLetters = 1000;

/** Adds them to `registry`. A source that fails leaves its metrics out and is counted. */
export function sampleMetrics(registry: Registry, { bus, jobs, topics }: SampledSources): void {
  const gauge = gaugesOf(registry);

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

  const dead = gauge('postbus_bus_dead_letters', `Dead letters, ${mostDeadLetters} at most counted`, ['topic']);
  dead.from('dead-letters', async () => {
    for (const topic of topics) dead.set({ topic }, (await bus.deadLetters(topic, { limit: mostDeadLetters })).length);
  });

  const state = gauge('postbus_jobs', 'Jobs by state', ['queue', 'state']);
  state.from('jobs', async () => {
    for (const { queue, waiting, due, claimed } of await jobs.counts()) {
      for (const [name, count] of Object.entries({ waiting, due, claimed })) state.set({ queue, state: name }, count);
    }
  });
}

interface SampledGauge {
  set(labels: Record<string, string>, value: number): void;
  inc(labels: Record<string, string>, value: number): void;
  /** Runs `sample` before each reading, on an empty gauge. */
  from(source: string, sample: () => Promise<void>): void;
}

function gaugesOf(registry: Registry): (name: string, help: string, labelNames: readonly string[]) => SampledGauge {
  const failures = new Counter({
    name: 'postbus_metrics_source_failures_total',
    help: 'Sources of metrics that could not be asked',
    labelNames: ['source'],
    registers: [registry],
  });
  return (name, help, labelNames) => {
    let collect = async (): Promise<void> => {};
    const gauge = new Gauge({ name, help, labelNames, registers: [registry], collect: () => collect() });
    return {
      set: (labels, value) => gauge.set(labels, value),
      inc: (labels, value) => gauge.inc(labels, value),
      from(source, sample) {
        collect = async () => {
          gauge.reset();
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
