/** That dashboards name what exists, show what there is, and say what to do. */
import { readFileSync, readdirSync } from 'node:fs';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { topics } from '@postbus/contracts';
import { describe, expect, it } from 'vitest';
import { allDashboards, dashboardText, dashboardsFolder } from './all-dashboards.ts';
import { panelsOf, queriesOf } from './dashboard-panels.ts';
import { everySeries, metricsOfProcesses } from './known-metrics.ts';
import { leftOut } from './left-out.ts';
import { labelsOf, selectorsOf, withoutVariables } from './promql.ts';
import { allRules, root } from './rules.ts';

const dashboards = allDashboards();
const panels = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard).map((panel) => ({ ...panel, name: `${dashboard.title}: ${panel.title}` })),
);
const series = everySeries();

/** Selectors of all panels and rules. */
const selectors = [...panels.flatMap(queriesOf), ...allRules()].flatMap(({ expr }) =>
  selectorsOf(withoutVariables(expr)),
);

describe('files of dashboards', () => {
  it('hold what the generator gives, and no others are there', () => {
    const folder = `${root}/${dashboardsFolder}`;
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.toSorted()).toEqual(dashboards.map(({ uid }) => `${uid}.json`).toSorted());
    for (const dashboard of dashboards)
      expect(readFileSync(`${folder}/${dashboard.uid}.json`, 'utf8')).toBe(dashboardText(dashboard));
  });
});

describe('panels', () => {
  it.each(panels.map((panel) => [panel.name, panel] as const))(
    '%s asks for metrics and labels that exist',
    (_, panel) => {
      const queries = queriesOf(panel);
      expect(queries.length).toBeGreaterThan(0);
      for (const { expr, legend } of queries) {
        const given = labelsOf(withoutVariables(expr), (metric) => series.get(metric)) ?? new Set();
        for (const [, label] of legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)) expect(given).toContain(label);
      }
    },
  );

  it('have titles of their own, units that Grafana knows, and texts that say more', () => {
    const known = new Set<unknown>(Object.values(units));
    expect(new Set(panels.map(({ name }) => name)).size).toBe(panels.length);
    expect(panels.filter(({ fieldConfig }) => !known.has(fieldConfig?.defaults.unit))).toEqual([]);
    expect(
      panels.filter(({ title, description = '' }) => !/^.{12,}\.$/s.test(description) || description === title),
    ).toEqual([]);
  });

  it('lie beside each other without an overlap', () => {
    for (const dashboard of dashboards) {
      const cells = (dashboard.panels ?? []).flatMap(({ gridPos: { x, y, w, h } = { x: 0, y: 0, w: 0, h: 0 } }) =>
        Array.from({ length: w * h }, (_, cell) => ({ column: x + (cell % w), row: y + Math.floor(cell / w) })),
      );
      expect(new Set(cells.map(({ column, row }) => `${column}/${row}`)).size).toBe(cells.length);
      expect(cells.filter(({ column }) => column >= 24)).toEqual([]);
    }
  });

  it('name only topics that there are', () => {
    const names = Object.values(topics).map(({ name }) => name as string);
    const asked = selectors.flatMap(({ matchers }) => matchers).filter(({ label }) => label === 'topic');
    expect(asked.length).toBeGreaterThan(0);
    for (const { value } of asked) expect(names).toContain(value);
  });

  it('ask by variables that their dashboard has, or Grafana', () => {
    for (const dashboard of dashboards) {
      const variables = (dashboard.templating.list ?? []).map(({ name }) => name);
      const asked = panelsOf(dashboard)
        .flatMap(queriesOf)
        .flatMap(({ expr }) => [...expr.matchAll(/\$\{?(\w+)/g)]);
      for (const [, name] of asked) expect([...variables, '__rate_interval', '__range']).toContain(name);
    }
  });

  it('show each metric that there is, by themselves or by a rule, but those left out for a reason', () => {
    const asked = new Set(selectors.map(({ metric }) => metric));
    const isAsked = (name: string): boolean =>
      ['', '_bucket', '_sum', '_count'].some((ending) => asked.has(name + ending));
    const names = metricsOfProcesses().map(({ name }) => name);
    expect(names.filter((name) => !isAsked(name)).toSorted()).toEqual(Object.keys(leftOut).toSorted());
  });
});
