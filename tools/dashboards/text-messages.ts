/**
 * The row of text messages. It is made of the rows of the metric table whose names begin with `postbus_sms_`, a panel
 * each: as long as there is none, so is there no row, and no panel names a metric that does not exist.
 */
import type { MetricRow } from '@postbus/platform';
import type { Row } from './dashboard.ts';
import { lines } from './panels.ts';
import { type Query, query, quantile, rate, sum } from './queries.ts';

const prefix = 'postbus_sms_';

export function textMessages(metrics: readonly MetricRow[]): Row {
  const own = metrics.filter(({ name }) => name.startsWith(prefix));
  return { title: 'Text messages', panels: own.map(panelOf) };
}

function panelOf(row: MetricRow): Row['panels'][number] {
  const { unit, queries } = shown(row);
  return lines({
    title: row.help,
    description: `${row.name}, by ${row.labels.join(', ') || 'nothing else'}.`,
    unit,
    queries,
    nothing: 'none since the start',
  });
}

function shown({ name, labels, source }: MetricRow): { readonly unit: string; readonly queries: readonly Query[] } {
  const legend = labels.map((label) => `{{${label}}}`).join(' ') || name.slice(prefix.length);
  switch (source.kind) {
    case 'counter':
      return { unit: 'cps', queries: [query(rate(name, { by: labels }), legend)] };
    case 'seconds':
    case 'traced':
      return { unit: 's', queries: [query(quantile(0.99, name, { by: labels }), `${legend} p99`)] };
    default:
      return { unit: 'short', queries: [query(sum(name, { by: labels }), legend)] };
  }
}
