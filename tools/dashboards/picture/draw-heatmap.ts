/** How many fell into each bucket of a histogram, over time. */
import type { PanelAnswer } from '../live/panel-answers.ts';
import { drawAxes, frame } from './axes.ts';
import type { TimeRange } from './draw-lines.ts';
import { type Box, rectangle } from './svg.ts';
import { valueText } from './values.ts';

/** From few to many, after the scheme Turbo. */
const scheme = [
  '#30123b',
  '#4145ab',
  '#4675ed',
  '#39a2fc',
  '#1bcfd4',
  '#24eca6',
  '#61fc6c',
  '#a4fc3b',
  '#d1e834',
  '#f3c63a',
  '#fe9b2d',
  '#f36315',
  '#d93806',
  '#b11901',
];

/** Of a count that is drawn: less is what is left of a difference. */
const least = 0.01;

interface Bucket {
  readonly le: number;
  readonly at: ReadonlyMap<number, number>;
}

export function drawHeatmap({ panel, series }: PanelAnswer, box: Box, range: TimeRange): string {
  const { unit = 'short' } = panel.fieldConfig!.defaults;
  const buckets = series
    .map(({ labels, points }) => ({
      le: Number(labels['le'] === '+Inf' ? Infinity : labels['le']),
      at: new Map(points),
    }))
    .toSorted((one, other) => one.le - other.le);
  const cells = withoutThoseBelow(buckets);
  const counts = cells.flatMap(({ at }) => [...at.values()]).filter((count) => count > 0);
  const [lowest, highest] = filledRows(cells);
  const rows = cells.slice(lowest, highest + 1);
  const ticks = rows.map(({ le }, index) => ({ value: index + 1, text: valueText(le, unit) }));
  const axes = frame(
    box,
    range,
    rows.length,
    ticks.filter((_, index) => rows.length < 9 || index % 2 === rows.length % 2),
  );
  const most = Math.max(...counts);
  const [width, height] = [axes.x(range.step) - axes.x(0), axes.y(0) - axes.y(1)];
  const drawn = rows.flatMap(({ at }, row) =>
    runsOf(at, most, range.step).map(({ colour, first, last }) => {
      const left = Math.max(axes.left, axes.x(first) - width);
      return rectangle({ x: left, y: axes.y(row + 1), width: axes.x(last) - left + 0.3, height: height + 0.3 }, colour);
    }),
  );
  return drawAxes(axes) + drawn.join('');
}

interface Run {
  readonly colour: string;
  readonly first: number;
  readonly last: number;
}

/** Cells of a row beside each other that look the same, as one. */
function runsOf(at: Bucket['at'], most: number, step: number): Run[] {
  const runs: { colour: string; first: number; last: number }[] = [];
  for (const [time, count] of at) {
    if (count <= least) continue;
    const colour = colourOf(count / most);
    const before = runs.at(-1);
    if (before?.colour === colour && time - before.last <= step) before.last = time;
    else runs.push({ colour, first: time, last: time });
  }
  return runs;
}

/** Buckets of Prometheus hold those below them as well. */
function withoutThoseBelow(buckets: readonly Bucket[]): Bucket[] {
  return buckets.map(({ le, at }, index) => {
    const below = buckets[index - 1]?.at;
    return { le, at: new Map([...at].map(([time, count]) => [time, Math.max(0, count - (below?.get(time) ?? 0))])) };
  });
}

/** First and last with anything in them. */
function filledRows(cells: readonly Bucket[]): readonly [number, number] {
  const filled = cells.flatMap(({ at }, index) => ([...at.values()].some((count) => count > least) ? [index] : []));
  return filled.length === 0 ? [0, cells.length - 1] : [filled[0]!, filled.at(-1)!];
}

/** @param part of the highest count; few are told apart better than many */
function colourOf(part: number): string {
  return scheme[Math.min(scheme.length - 1, Math.floor(Math.sqrt(part) * scheme.length))]!;
}
