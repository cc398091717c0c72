/**
 * The PromQL that panels are made of. What a process counts is summed over the processes chosen; what says something of
 * the whole cluster, and is told alike by each process that tells it, is taken once: by `max`.
 */
import { topics } from '@postbus/contracts';

export interface Query {
  readonly expr: string;
  /** Of a line: `{{topic}}` stands for a label. */
  readonly legend: string;
}

/** Labels to keep, and matchers beside those of the variables: `topic="mail.received.v1"`. */
export interface Choice {
  readonly by?: readonly string[];
  readonly where?: string;
}

const ofCluster = 'namespace=~"$namespace"';
const ofProcesses = `${ofCluster},service=~"$service",instance=~"$instance"`;

export const received = `topic="${topics.mailReceived.name}"`;
export const changed = `topic="${topics.mailboxChanged.name}"`;

export function query(expr: string, legend: string): Query {
  return { expr, legend };
}

/** `metric{…}` of the processes chosen. */
export function series(metric: string, where?: string): string {
  return `${metric}{${ofProcesses}${where === undefined ? '' : `,${where}`}}`;
}

/** What a counter gains a second. */
export function rate(counter: string, choice: Choice = {}): string {
  return `sum ${by(choice)}(rate(${series(counter, choice.where)}[$__rate_interval]))`;
}

/** @param quantile 0.99 for what all but a hundredth stay below */
export function quantile(quantile: number, histogram: string, { by: labels = [], where }: Choice = {}): string {
  return `histogram_quantile(${quantile}, ${rate(`${histogram}_bucket`, { by: ['le', ...labels], ...(where !== undefined && { where }) })})`;
}

/** How many fell into each bucket: for a heatmap. */
export function buckets(histogram: string, { where }: Choice = {}): string {
  return `sum by (le) (increase(${series(`${histogram}_bucket`, where)}[$__rate_interval]))`;
}

/** Mean of what a histogram saw. */
export function mean(histogram: string, choice: Choice = {}): string {
  return `${rate(`${histogram}_sum`, choice)} / ${rate(`${histogram}_count`, choice)}`;
}

/** Of gauges of processes. */
export function sum(gauge: string, choice: Choice = {}): string {
  return `sum ${by(choice)}(${series(gauge, choice.where)})`;
}

export function most(gauge: string, choice: Choice = {}): string {
  return `max ${by(choice)}(${series(gauge, choice.where)})`;
}

/** Of a gauge that tells something of the whole cluster. */
export function once(gauge: string, { by: labels = [], where }: Choice = {}): string {
  const matchers = where === undefined ? ofCluster : `${ofCluster},${where}`;
  return `max ${by({ by: labels })}(${gauge}{${matchers}})`;
}

/** Of a series that rules record for each namespace. */
export function recorded(name: string, where?: string): string {
  return `${name}{${where === undefined ? ofCluster : `${ofCluster},${where}`}}`;
}

/** p50, p95 and p99 of a histogram. */
export function quantiles(histogram: string, choice: Choice = {}): Query[] {
  const labels = (choice.by ?? []).map((label) => `{{${label}}} `).join('');
  return [0.5, 0.95, 0.99].map((part) => query(quantile(part, histogram, choice), `${labels}p${part * 100}`));
}

function by({ by: labels = [] }: Choice): string {
  return labels.length === 0 ? '' : `by (${labels.join(', ')}) `;
}
