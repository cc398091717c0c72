/** What all dashboards have: variables, links to each other, rows of panels. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { linkToOthers, tag } from './links.ts';
import { datasource } from './panels.ts';
import { series } from './queries.ts';

export interface Row {
  readonly title: string;
  readonly panels: readonly Builder<Panel>[];
}

export interface DashboardContent {
  /** Of its address, and of its file: `postbus-sync`. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Those without panels are left out. */
  readonly rows: readonly Row[];
}

/** In the form of Grafana's schema 42 (Grafana 12 and later); older ones from 10 on read it too. */
export function dashboard({ uid, title, description, rows }: DashboardContent): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([tag])
    .readonly()
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .links([linkToOthers()])
    .annotation(starts())
    .variables([
      metrics(),
      traces(),
      choice('namespace', 'Namespace', false),
      choice('service', 'Service', true),
      instance(),
    ]);
  for (const row of rows.filter(({ panels }) => panels.length > 0)) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  return numbered(builder.build());
}

/** Where a process began, so that what follows a rollout or a crash is seen as such. */
function starts(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Starts of processes')
    .datasource(datasource)
    .enable(true)
    .iconColor('blue')
    .expr(`${series('process_start_time_seconds')} * 1000`)
    .useValueForTime(true)
    .titleFormat('{{service}} started')
    .textFormat('{{instance}}');
}

function metrics(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource').label('Metrics').type('prometheus');
}

/** For links: the data source of traces; hidden, the first one is taken. */
function traces(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('traces').type('tempo').hide(VariableHide.HideVariable);
}

function choice(name: string, label: string, multi: boolean, where = ''): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ query: `label_values(postbus_build_info${where},${name})`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc)
    .multi(multi)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });
}

function instance(): QueryVariableBuilder {
  return choice('instance', 'Process', true, '{namespace=~"$namespace",service=~"$service"}');
}

/** Each panel has an id of its own, which links to it and the viewing of it alone need. */
function numbered(built: Dashboard): Dashboard {
  for (const [index, panel] of (built.panels ?? []).entries()) panel.id = index + 1;
  return built;
}
