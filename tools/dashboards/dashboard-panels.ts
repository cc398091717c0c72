/** Panels and queries of a dashboard, as its file has them. */
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Query } from './queries.ts';

export function panelsOf({ panels = [] }: Pick<Dashboard, 'panels'>): Panel[] {
  return panels.filter((panel): panel is Panel => panel.type !== 'row');
}

export function queriesOf({ targets = [] }: Pick<Panel, 'targets'>): Query[] {
  return (targets as unknown as readonly { readonly expr: string; readonly legendFormat?: string }[]).map(
    ({ expr, legendFormat = '' }) => ({ expr, legend: legendFormat }),
  );
}
