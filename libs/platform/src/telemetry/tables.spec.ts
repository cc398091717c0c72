import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { logTable } from '../log/log-table.ts';
import type { MetricRow } from './metric-rows.ts';
import { metricTable } from './metric-table.ts';
import { tracedSpans, toldSpans } from './span-table.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Every channel of the source, with the text of the file that declares it. */
const declared = new Map<string, string>();
const sources = globSync(['{services,libs,libs/adapters}/*/src/**/*.ts'], { cwd: root });
for (const file of sources.filter((name) => !name.endsWith('.spec.ts'))) {
  const text = readFileSync(`${root}/${file}`, 'utf8');
  const declarations = text.matchAll(/hannel(?:<[^()]*>)?\(\s*'(postbus\.[a-z.-]+)'/g);
  for (const [, name] of declarations) declared.set(name ?? '', `${declared.get(name ?? '') ?? ''}\n${text}`);
}

/** Which fields each table reads of each channel. */
const read = [
  ...metricTable.map((row) => ({ channel: row.source.channel, fields: [...labelsOf(row), ...fieldsOf(row)] })),
  ...metricTable.flatMap(({ source }) => (source.kind === 'balance' ? [{ channel: source.down, fields: [] }] : [])),
  ...tracedSpans.map(({ channel, attributes }) => ({ channel, fields: Object.values(attributes) })),
  ...toldSpans.map(({ channel, attributes, link, startedAt, duration, ages = {} }) => ({
    channel,
    fields: [...Object.values(attributes), ...Object.values(ages), link, startedAt, duration],
  })),
  ...logTable,
];

function labelsOf({ labels, source }: MetricRow): string[] {
  return labels.filter((label) => !(source.kind === 'traced' && label === 'outcome'));
}

function fieldsOf({ source }: MetricRow): (string | undefined)[] {
  if (source.kind === 'counter') return [source.amount];
  if (source.kind === 'seconds') return [source.duration, source.since];
  if (source.kind === 'traced') return [source.less];
  return source.kind === 'level' ? [source.field] : [];
}

describe('tables of channels', () => {
  it('know every channel that a service, an adapter or the platform declares', () => {
    const known = new Set(read.map(({ channel }) => channel));
    expect([...declared.keys()].filter((channel) => !known.has(channel))).toEqual([]);
  });

  it('name no channel that nothing declares', () => {
    expect([...new Set(read.map(({ channel }) => channel))].filter((channel) => !declared.has(channel))).toEqual([]);
  });

  it('name only fields that the channel has', () => {
    const unknown = read.flatMap(({ channel, fields }) => {
      const text = declared.get(channel) ?? '';
      return fields
        .filter((field) => field !== undefined && !new RegExp(`\\b${field}\\b`).test(text))
        .map((field) => `${channel}: ${field}`);
    });
    expect(unknown).toEqual([]);
  });
});
