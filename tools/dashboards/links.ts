/** Links from dashboards to each other and to Tempo's traces. */
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';

/** Tag that all dashboards of Postbus have. */
export const tag = 'postbus';

/** Grafana's Explore on the spans that the TraceQL finds in the time chosen. */
export function linkToTraces(traceQl: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Traces')
    .type(DashboardLinkType.Link)
    .url(`/explore?schemaVersion=1&panes=${exploring(traceQl)}`)
    .targetBlank(true);
}

export function linkToOthers(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Postbus')
    .type(DashboardLinkType.Dashboards)
    .tags([tag])
    .includeVars(true)
    .keepTime(true);
}

/** The state of Explore in an address; Grafana puts variables in place, so their signs stay as they are. */
function exploring(traceQl: string): string {
  const query = { refId: 'A', datasource: { type: 'tempo', uid: '${traces}' }, queryType: 'traceql', query: traceQl };
  const range = { from: '${__from}', to: '${__to}' };
  const panes = { postbus: { datasource: '${traces}', queries: [query], range } };
  return encodeURIComponent(JSON.stringify(panes)).replace(/%24%7B(\w+)%7D/g, '$${$1}');
}
