/** Turns the channels of the metric table into a Prometheus registry. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { type Message, fieldOf, numberOf } from './fields.ts';
import type { MetricRow } from './metric-rows.ts';
import { metricTable } from './metric-table.ts';
import { Subscriptions } from './subscriptions.ts';

/** From half a millisecond, a commit's fsync, to an hour, the longest wait of a request. */
const buckets = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600,
];
/** Combinations of labels of one metric. Stops names that a client makes up from filling the memory. */
const mostSeries = 500;

export interface MetricsOptions {
  /** `postbus`, or the service that runs alone: `postbus-ingest`; the label `service` of all that is told. */
  readonly service: string;
  /** Told by `postbus_build_info`. */
  readonly version: string;
}

export class Metrics {
  readonly registry = new Registry();
  readonly #subscriptions = new Subscriptions();

  constructor({ service, version }: MetricsOptions, rows: readonly MetricRow[] = metricTable) {
    this.registry.setDefaultLabels({ service });
    for (const row of rows) this.#subscribe(row);
    collectDefaultMetrics({ register: this.registry });
    const build = { name: 'postbus_build_info', help: 'The version that runs', labelNames: ['version'] as const };
    new Gauge({ ...build, registers: [this.registry] }).set({ version }, 1);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** In Prometheus' text format 0.0.4. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  stop(): void {
    this.#subscriptions.end();
    this.registry.clear();
  }

  #subscribe(row: MetricRow): void {
    const { source } = row;
    const labels = new Labels(row.labels);
    const configuration = { name: row.name, help: row.help, labelNames: row.labels, registers: [this.registry] };
    const subscriptions = this.#subscriptions;
    switch (source.kind) {
      case 'counter': {
        const counter = new Counter(configuration);
        subscriptions.to(source.channel, (message) =>
          counter.inc(labels.of(message), amountOf(message, source.amount)),
        );
        return;
      }
      case 'seconds': {
        const histogram = new Histogram({ ...configuration, buckets });
        subscriptions.to(source.channel, (message) => {
          const milliseconds = durationOf(message, source);
          if (milliseconds !== undefined) histogram.observe(labels.of(message), milliseconds / 1000);
        });
        return;
      }
      case 'traced': {
        const histogram = new Histogram({ ...configuration, buckets });
        traceDurations(subscriptions, source.channel, (context, milliseconds) => {
          const outcome = context['error'] === undefined ? 'done' : 'failed';
          const less = source.less === undefined ? 0 : (numberOf(context, source.less) ?? 0);
          histogram.observe(labels.of({ ...context, outcome }), Math.max(0, milliseconds - less) / 1000);
        });
        return;
      }
      case 'level': {
        const gauge = new Gauge(configuration);
        subscriptions.to(source.channel, (message) =>
          gauge.set(labels.of(message), Number(fieldOf(message, source.field))),
        );
        return;
      }
      case 'balance': {
        const gauge = new Gauge(configuration);
        subscriptions.to(source.channel, (message) => gauge.inc(labels.of(message)));
        subscriptions.to(source.down, (message) => gauge.dec(labels.of(message)));
      }
    }
  }
}

/** Values of a metric's labels; past `mostSeries` combinations all are told as `other`. */
class Labels {
  readonly #seen = new Set<string>();

  constructor(private readonly names: readonly string[]) {}

  of(message: Message): Record<string, string> {
    const values = this.names.map((name) => String(fieldOf(message, name) ?? ''));
    const series = values.join('\u0000');
    if (!this.#seen.has(series)) {
      if (this.#seen.size >= mostSeries) return Object.fromEntries(this.names.map((name) => [name, 'other']));
      this.#seen.add(series);
    }
    return Object.fromEntries(this.names.map((name, index) => [name, values[index]!]));
  }
}

function amountOf(message: Message, amount: string | undefined): number {
  return amount === undefined ? 1 : (numberOf(message, amount) ?? 0);
}

function durationOf(
  message: Message,
  source: { readonly duration?: string; readonly since?: string },
): number | undefined {
  if (source.duration !== undefined) return numberOf(message, source.duration);
  const since = source.since === undefined ? undefined : numberOf(message, source.since);
  return since === undefined ? undefined : Math.max(0, Date.now() - since);
}

function traceDurations(
  subscriptions: Subscriptions,
  channel: string,
  ended: (context: Record<string, unknown>, milliseconds: number) => void,
): void {
  const started = new WeakMap<object, number>();
  const end = (context: Record<string, unknown>): void => {
    const start = started.get(context);
    if (start === undefined) return;
    started.delete(context);
    ended(context, performance.now() - start);
  };
  subscriptions.toTraced<Record<string, unknown>>(channel, {
    start: (context) => void started.set(context, performance.now()),
    end: (context) => {
      if ('result' in context || 'error' in context) end(context);
    },
    asyncEnd: end,
  });
}
