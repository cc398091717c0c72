import { describe, expect, it } from 'vitest';
import { labelsOf, selectorsOf, withoutVariables } from './promql.ts';

const metrics = new Map([
  ['lag', new Set(['topic', 'group', 'instance', 'namespace'])],
  ['seconds_bucket', new Set(['command', 'le', 'instance'])],
  ['free', new Set<string>()],
]);
const known = (metric: string): ReadonlySet<string> | undefined => metrics.get(metric);
const labels = (expr: string): string[] | undefined => {
  const found = labelsOf(expr, known);
  return found === undefined ? undefined : [...found].toSorted();
};

describe('what an expression of PromQL asks for', () => {
  it('are its metrics, with what their labels are compared to', () => {
    expect(selectorsOf('sum(rate(lag{topic="a",group=~"b|c"}[5m])) / free offset 1h')).toEqual([
      {
        metric: 'lag',
        matchers: [
          { label: 'topic', operator: '=', value: 'a' },
          { label: 'group', operator: '=~', value: 'b|c' },
        ],
      },
      { metric: 'free', matchers: [] },
    ]);
  });

  it.each([
    ['max by (topic, namespace) (lag)', ['namespace', 'topic']],
    ['sum without (group, instance) (lag)', ['namespace', 'topic']],
    ['histogram_quantile(0.9, sum by (le, command) (rate(seconds_bucket[5m])))', ['command']],
    ['sum(free) * 100', []],
    ['topk(3, max by (topic) (lag))', ['topic']],
    ['max by (topic) (lag) * on (topic) group_left (group) lag', ['group', 'topic']],
    ['(sum(free) or vector(0)) / sum(free)', []],
    ['max by (topic) (lag) unless sum by (topic) (lag offset 5m)', ['topic']],
    ['time()', undefined],
  ])('gives series of %s with their labels', (expr, expected) => {
    expect(labels(expr)).toEqual(expected);
  });

  it.each([
    ['nothing', 'there is no metric nothing'],
    ['lag{colour="red"}', 'there is no label colour'],
    ['sum by (colour) (lag)', 'there is no label colour'],
    ['sum by (topic) (sum by (group) (lag))', 'there is no label topic'],
    ['histogram_quantile(0.9, sum by (command) (rate(seconds_bucket[5m])))', 'there is no label le'],
    ['sum by (topic) (lag) / sum by (group) (lag)', 'the sides never match'],
    ['sum by (group) (lag) * on (topic) lag', 'there is no label topic'],
    ['sum(lag', 'not PromQL'],
  ])('is refused where it cannot be: %s', (expr, message) => {
    expect(() => labels(expr)).toThrow(message);
  });

  it('stands with what Grafana puts in the place of its variables', () => {
    const expr = 'rate(lag{instance=~"$instance"}[$__rate_interval])';
    expect(withoutVariables(expr, '10s')).toBe('rate(lag{instance=~".*"}[10s])');
  });
});
