/** That rules ask for what exists, say what to do, and have tests. */
import { readFileSync } from 'node:fs';
import { logTable } from '@postbus/platform';
import { describe, expect, it } from 'vitest';
import { allDashboards } from './all-dashboards.ts';
import { panelsOf, queriesOf } from './dashboard-panels.ts';
import { everySeries } from './known-metrics.ts';
import { labelsOf, selectorsOf, withoutVariables } from './promql.ts';
import { type AlertingRule, allRuleTests, allRules, root } from './rules.ts';

const rules = allRules();
const alerts = rules.filter((rule): rule is AlertingRule => 'alert' in rule);
const series = everySeries();
const panels = allDashboards().flatMap(panelsOf);

describe('alerts', () => {
  it.each(alerts.map((alert) => [alert.alert, alert] as const))('%s asks for what exists, and says it', (_, alert) => {
    const given = labelsOf(alert.expr, (metric) => series.get(metric)) ?? new Set();
    const { summary = '', description = '' } = alert.annotations;
    for (const [, label] of `${summary} ${description}`.matchAll(/\$labels\.(\w+)/g)) expect(given).toContain(label);
    expect(['page', 'ticket']).toContain(alert.labels['severity']);
    expect(summary).toMatch(/\w/);
    expect(description).toMatch(/\.$/);
  });

  it('lead to a heading of the runbook, each of which an alert leads to', () => {
    const headings = readFileSync(`${root}/docs/runbook.md`, 'utf8').match(/^## Postbus.*$/gm) ?? [];
    const anchors = headings.map((heading) => `docs/runbook.md#${heading.slice(3).toLowerCase()}`);
    const used = new Set(alerts.map(({ annotations }) => annotations['runbook_url']));
    expect([...used].toSorted()).toEqual(anchors.toSorted());
  });

  it.each(alerts.map(({ alert }) => alert))(
    '%s has a test in which it fires, and one in which it does not',
    (alert) => {
      const cases = allRuleTests().flatMap(({ alert_rule_test: tests = [] }) => tests);
      const fired = cases
        .filter(({ alertname }) => alertname === alert)
        .map(({ exp_alerts: all = [] }) => all.length > 0);
      expect(new Set(fired)).toEqual(new Set([true, false]));
    },
  );
});

describe('the runbook', () => {
  const runbook = readFileSync(`${root}/docs/runbook.md`, 'utf8');
  const descriptions = panels.map(({ description = '' }) => description);

  it('names panels, their lines and lines of the log that there are, as texts of panels do', () => {
    const titles = panels.flatMap(({ title = '', links = [] }) => [title, ...links.map((link) => link.title)]);
    const legends = panels.flatMap(queriesOf).map(({ legend }) => legend);
    const known = new Set([...titles, ...legends, ...logTable.map(({ message }) => message)]);
    const texts = [runbook.replaceAll(/```.*?```/gs, ''), ...descriptions];
    const quoted = texts.flatMap((text) => [...text.matchAll(/"([^"]+)"/g)].map(([, found]) => found!));
    expect(quoted.length).toBeGreaterThan(20);
    expect(quoted.filter((text) => !known.has(text))).toEqual([]);
  });

  it('names settings that there are, as texts of panels do', () => {
    const configuration = readFileSync(`${root}/docs/configuration.md`, 'utf8');
    const setting = /`((?:ingest|conversion|relay|sync|retention|log|operations|admin|tls)\.[a-zA-Z.]+)`/g;
    const named = [runbook, ...descriptions].flatMap((text) => [...text.matchAll(setting)].map(([, key]) => key!));
    expect(named.length).toBeGreaterThan(10);
    const known = (key: string): boolean => ['`', '.'].some((end) => configuration.includes(`\`${key}${end}`));
    expect(named.filter((key) => !known(key))).toEqual([]);
  });
});

describe('recording rules', () => {
  it('are for something: a panel, an alert or another rule', () => {
    const asked = [...panels.flatMap(queriesOf), ...rules].flatMap(({ expr }) => selectorsOf(withoutVariables(expr)));
    const metrics = new Set(asked.map(({ metric }) => metric));
    expect(rules.filter((rule) => 'record' in rule && !metrics.has(rule.record))).toEqual([]);
  });
});
