/** The kinds of panels, each a function over Grafana's own builders. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type Panel, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  PanelBuilder as HeatmapBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Query } from './queries.ts';
import { linkToTraces } from './links.ts';

export interface PanelContent {
  readonly title: string;
  /** What it shows, and what to do where it looks wrong. */
  readonly description: string;
  /** Of Grafana: `s`, `bytes`, `reqps`, `short`, `percentunit`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Shown in place of lines where there are none: the panel may then be empty. */
  readonly nothing?: string;
  /** From which value on it is a warning, and from which it is bad; falling ones where less is worse. */
  readonly limits?: { readonly warning: number; readonly bad: number };
  /** Columns of 24. */
  readonly width?: number;
  /** TraceQL of the spans behind it. */
  readonly traces?: string;
}

export interface LinesContent extends PanelContent {
  /** Whether the lines add up. */
  readonly stacked?: boolean;
  readonly most?: number;
}

export const datasource = { type: 'prometheus', uid: '${datasource}' } as const;

const colors = { good: 'green', warning: 'orange', bad: 'red' } as const;

export function lines(content: LinesContent): Builder<Panel> {
  const panel = new TimeseriesBuilder()
    .lineWidth(1)
    .fillOpacity(content.stacked === true ? 30 : 10)
    .gradientMode(GraphGradientMode.Opacity)
    .showPoints(VisibilityMode.Never)
    .min(0)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (content.most !== undefined) panel.max(content.most);
  if (content.stacked === true) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (content.limits !== undefined) {
    panel.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  }
  return filled(panel, content, { width: 8, height: 8 });
}

/** One number each query, with its way behind it. */
export function stat(content: PanelContent): Builder<Panel> {
  const panel = new StatBuilder()
    .graphMode(BigValueGraphMode.Area)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false));
  return filled(panel, content, { width: 3, height: 4 });
}

/** Of one query of `buckets`. */
export function heatmap(content: PanelContent): Builder<Panel> {
  const panel = new HeatmapBuilder()
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Turbo').steps(64).exponent(0.5))
    .yAxis(new YAxisConfigBuilder().unit(content.unit))
    .cellGap(0)
    .showLegend();
  return filled(panel, content, { width: 12, height: 8 }, PromQueryFormat.Heatmap);
}

/** The series as they are now, a row each, labels as columns. */
export function table(content: PanelContent): Builder<Panel> {
  const panel = new TableBuilder().withTransformation({
    id: 'organize',
    options: { excludeByName: { Time: true, job: true }, renameByName: { Value: 'running for' } },
  });
  return filled(panel, content, { width: 12, height: 8 }, PromQueryFormat.Table);
}

type AnyBuilder = TimeseriesBuilder | StatBuilder | HeatmapBuilder | TableBuilder;

function filled(
  panel: AnyBuilder,
  content: PanelContent,
  size: { readonly width: number; readonly height: number },
  format = PromQueryFormat.TimeSeries,
): Builder<Panel> {
  const { title, description, unit, queries, nothing, traces, width = size.width } = content;
  panel.title(title).description(description).unit(unit).datasource(datasource).span(width).height(size.height);
  for (const [index, one] of queries.entries()) panel.withTarget(target(one, index, format));
  if (nothing !== undefined) panel.noValue(nothing);
  if (traces !== undefined) panel.links([linkToTraces(traces)]);
  panel.thresholds(thresholds(content.limits));
  return panel;
}

function target({ expr, legend }: Query, index: number, format: PromQueryFormat): DataqueryBuilder {
  const one = new DataqueryBuilder()
    .refId(String.fromCodePoint('A'.codePointAt(0)! + index))
    .expr(expr)
    .legendFormat(legend)
    .format(format);
  return format === PromQueryFormat.Table ? one.instant() : one.range();
}

function thresholds(limits: PanelContent['limits']): ThresholdsConfigBuilder {
  const config = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  if (limits === undefined) return config.steps([{ value: null, color: colors.good }]);
  const { warning, bad } = limits;
  return config.steps(
    warning <= bad
      ? [
          { value: null, color: colors.good },
          { value: warning, color: colors.warning },
          { value: bad, color: colors.bad },
        ]
      : [
          { value: null, color: colors.bad },
          { value: bad, color: colors.warning },
          { value: warning, color: colors.good },
        ],
  );
}
