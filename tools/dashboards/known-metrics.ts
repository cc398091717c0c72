/** Every metric that a process of Postbus tells, with its labels: asked of the registry that it really fills. */
import { Metrics, sampleMetrics } from '@postbus/platform';
import { labelsOf } from './promql.ts';
import { allRules } from './rules.ts';

export interface KnownMetric {
  /** Without the endings of a histogram. */
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

export function metricsOfProcesses(): readonly KnownMetric[] {
  const metrics = new Metrics({ service: 'postbus', version: '0' });
  const nothing = { bus: {}, jobs: {}, outbox: {}, textMessages: {}, topics: [], folder: '.' };
  sampleMetrics(metrics.registry, nothing as unknown as Parameters<typeof sampleMetrics>[1]);
  const known = metrics.registry.getMetricsAsArray().map((metric) => {
    const { name, type, labelNames = [] } = metric as unknown as RegisteredMetric;
    return { name, type, labels: [...labelNames, 'service'] };
  });
  metrics.stop();
  return known;
}

/** What the registry says of a metric; prom-client's own types leave it out. */
interface RegisteredMetric {
  readonly name: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

/** Labels that come with a target and not from the process. */
const ofTarget = ['namespace', 'instance', 'job'];

/** The series that Prometheus has of them: those of a histogram by their endings, and what it adds of each target. */
export function seriesOf(metrics: readonly KnownMetric[]): Map<string, ReadonlySet<string>> {
  const series = new Map<string, ReadonlySet<string>>([['up', new Set(ofTarget)]]);
  for (const { name, type, labels } of metrics) {
    const all = [...labels.filter((label) => label !== 'le'), ...ofTarget];
    if (type !== 'histogram') series.set(name, new Set(all));
    else for (const ending of ['_sum', '_count']) series.set(name + ending, new Set(all));
    if (type === 'histogram') series.set(`${name}_bucket`, new Set([...all, 'le']));
  }
  return series;
}

/** Those of processes, and what rules record from them, each rule after those that it may ask for. */
export function everySeries(): Map<string, ReadonlySet<string>> {
  const series = seriesOf(metricsOfProcesses());
  for (const rule of allRules()) {
    if ('record' in rule) series.set(rule.record, labelsOf(rule.expr, (metric) => series.get(metric)) ?? new Set());
  }
  return series;
}
