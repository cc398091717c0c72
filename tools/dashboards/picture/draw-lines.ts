/** Lines over time with their axes and legend, stacked where the panel says so. */
import type { PanelAnswer } from '../live/panel-answers.ts';
import { type Axes, axesOf, drawAxes } from './axes.ts';
import { legendBelow } from './legend.ts';
import { type Box, colourNamed, line, lineColour, pathThrough } from './svg.ts';

interface Drawn {
  readonly name: string;
  readonly colour: string;
  /** Each with what it stands on: 0, or the line below. */
  readonly points: readonly (readonly [time: number, value: number, below: number])[];
}

export interface TimeRange {
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

export function drawLines({ panel, series }: PanelAnswer, box: Box, range: TimeRange): string {
  const { unit = 'short', thresholds, custom, max } = panel.fieldConfig!.defaults;
  const stacked = (custom as { stacking?: { mode: string } } | undefined)?.stacking?.mode === 'normal';
  const drawn = stacked ? stackedUp(series) : series.map(({ name, points }, index) => flat(name, points, index));
  const legend = legendBelow(drawn, box);
  const plot = { ...box, height: box.height - legend.height };
  const most =
    max ?? Math.max(0, ...drawn.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite));
  const axes = axesOf(plot, range, most, unit);
  const limits = (thresholds?.steps ?? [])
    .filter(({ value }) => value !== null && value > 0 && value <= axes.most && thresholdsShown(custom))
    .map(({ value, color }) => line(axes.left, axes.y(value!), axes.right, axes.y(value!), colourNamed(color), '5 4'));
  const fill = stacked ? 0.25 : drawn.length <= 2 ? 0.07 : 0;
  const ways = drawn.map((one) => drawOne(one, axes, range, fill));
  return [drawAxes(axes), ...limits, ...ways, legend.drawing].join('');
}

function thresholdsShown(custom: unknown): boolean {
  return (custom as { thresholdsStyle?: unknown } | undefined)?.thresholdsStyle !== undefined;
}

function flat(name: string, points: readonly (readonly [number, number])[], index: number): Drawn {
  return { name, colour: lineColour(index), points: points.map(([time, value]) => [time, value, 0]) };
}

function stackedUp(series: PanelAnswer['series']): Drawn[] {
  const reached = new Map<number, number>();
  return series.map(({ name, points }, index) => ({
    name,
    colour: lineColour(index),
    points: points.map(([time, value]) => {
      const below = reached.get(time) ?? 0;
      reached.set(time, below + value);
      return [time, below + value, below] as const;
    }),
  }));
}

/** The line, parted where points are missing, and what is between it and what it stands on where that can be seen. */
function drawOne({ colour, points }: Drawn, axes: Axes, { step }: TimeRange, fill: number): string {
  return partsOf(points, step)
    .map((part) => {
      const top = part.map(([time, value]) => [axes.x(time), axes.y(value)] as const);
      const bottom = part.toReversed().map(([time, , below]) => [axes.x(time), axes.y(below)] as const);
      const area = `<path d="M${pathThrough([...top, ...bottom])}Z" fill="${colour}" fill-opacity="${fill}"/>`;
      const way = `<path d="M${pathThrough(top)}" stroke="${colour}" stroke-width="1.4" fill="none" stroke-linejoin="round"/>`;
      return fill > 0 ? area + way : way;
    })
    .join('');
}

function partsOf(points: Drawn['points'], step: number): Drawn['points'][number][][] {
  const parts: Drawn['points'][number][][] = [];
  for (const point of points) {
    const last = parts.at(-1)?.at(-1);
    if (last === undefined || point[0] - last[0] > 1.5 * step) parts.push([point]);
    else parts.at(-1)!.push(point);
  }
  return parts;
}
