/** What a metric is made of: a channel, and fields of its messages. */

export interface MetricRow {
  /** In the style of Prometheus: `postbus_<area>_<what>_<unit>`, counters with `_total`. */
  readonly name: string;
  readonly help: string;
  readonly source: MetricSource;
  /** Names of labels, which are those of the fields. Never an account, a mailbox, an address, a message or a domain. */
  readonly labels: readonly string[];
}

export type MetricSource =
  /** Counts messages, or sums a field. */
  | { readonly kind: 'counter'; readonly channel: string; readonly amount?: string }
  /** Seconds, of a field with milliseconds, or since the epoch milliseconds of a field. */
  | { readonly kind: 'seconds'; readonly channel: string; readonly duration?: string; readonly since?: string }
  /** Seconds that a traced function took, less the milliseconds of a field; its label `outcome` is `done` or `failed`. */
  | { readonly kind: 'traced'; readonly channel: string; readonly less?: string }
  /** The last value of a field. */
  | { readonly kind: 'level'; readonly channel: string; readonly field: string }
  /** What went up less what went down. */
  | { readonly kind: 'balance'; readonly channel: string; readonly down: string };

export function counter(
  name: string,
  help: string,
  channel: string,
  labels: readonly string[] = [],
  amount?: string,
): MetricRow {
  return { name, help, labels, source: { kind: 'counter', channel, ...(amount !== undefined && { amount }) } };
}

export function seconds(
  name: string,
  help: string,
  channel: string,
  labels: readonly string[] = [],
  duration = 'duration',
): MetricRow {
  return { name, help, labels, source: { kind: 'seconds', channel, duration } };
}

export function secondsSince(
  name: string,
  help: string,
  channel: string,
  since: string,
  labels: readonly string[] = [],
): MetricRow {
  return { name, help, labels, source: { kind: 'seconds', channel, since } };
}

export function traced(
  name: string,
  help: string,
  channel: string,
  labels: readonly string[] = [],
  less?: string,
): MetricRow {
  const source = { kind: 'traced', channel, ...(less !== undefined && { less }) } as const;
  return { name, help, labels: [...labels, 'outcome'], source };
}

export function level(
  name: string,
  help: string,
  channel: string,
  field: string,
  labels: readonly string[] = [],
): MetricRow {
  return { name, help, labels, source: { kind: 'level', channel, field } };
}

export function balance(
  name: string,
  help: string,
  channel: string,
  down: string,
  labels: readonly string[] = [],
): MetricRow {
  return { name, help, labels, source: { kind: 'balance', channel, down } };
}
