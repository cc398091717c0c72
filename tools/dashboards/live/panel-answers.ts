/** What a real Prometheus answers to the queries of a panel. */
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { queriesOf } from '../dashboard-panels.ts';
import { withoutVariables } from '../promql.ts';
import type { AnsweredSeries, PrometheusServer, RangeOptions } from './prometheus-server.ts';

export interface PanelAnswer {
  readonly panel: Panel;
  /** With the legend filled in; points that are no numbers are left out. */
  readonly series: readonly (AnsweredSeries & { readonly name: string })[];
}

export interface AskOptions extends RangeOptions {
  /** What stands for Grafana's `$__rate_interval`, at least four scrapes: `4s`. */
  readonly window: string;
}

export async function answerOf(
  prometheus: PrometheusServer,
  panel: Panel,
  { window, ...range }: AskOptions,
): Promise<PanelAnswer> {
  const whole = `${Math.ceil(range.to - range.from)}s`;
  const series = await Promise.all(
    queriesOf(panel).map(async ({ expr, legend }) => {
      const asked = withoutVariables(expr.replaceAll('$__range', whole), window);
      const found =
        panel.type === 'table' ? await prometheus.instant(asked, range.to) : await prometheus.range(asked, range);
      return found.map((one) => ({ ...one, name: filledIn(legend, one.labels), points: one.points.filter(isNumber) }));
    }),
  );
  return { panel, series: series.flat().filter(({ points }) => points.length > 0) };
}

function isNumber([, value]: readonly [number, number]): boolean {
  return !Number.isNaN(value);
}

/** As Grafana does: `{{topic}}` stands for the label. */
function filledIn(legend: string, labels: Readonly<Record<string, string>>): string {
  return legend.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '').trim();
}
