/** The frame of a plot: values to the left, times below. */
import type { TimeRange } from './draw-lines.ts';
import { type Box, colours, line, widthOf, writing } from './svg.ts';
import { ticksUpTo, valueText } from './values.ts';

export interface Axes {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly most: number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
  readonly times: readonly number[];
  x(time: number): number;
  y(value: number): number;
}

const size = 11;
/** Minutes and parts of them between times that are told. */
const timeSteps = [10, 30, 60, 120, 300, 600, 1800, 3600];

/** @param most the highest value; 0 where there is none */
export function axesOf(box: Box, { from, to }: TimeRange, most: number, unit: string): Axes {
  const values = ticksUpTo(most > 0 ? most : 1, unit);
  const ticks = values.map((value) => ({ value, text: valueText(value, unit) }));
  return frame(box, { from, to }, values.at(-1)!, ticks);
}

export function frame(
  box: Box,
  { from, to }: Pick<TimeRange, 'from' | 'to'>,
  most: number,
  ticks: Axes['ticks'],
): Axes {
  const left = box.x + 8 + Math.max(...ticks.map(({ text }) => widthOf(text, size)));
  const right = box.x + box.width;
  const [top, bottom] = [box.y + 6, box.y + box.height - 18];
  const step = timeSteps.find((one) => (to - from) / one <= 7) ?? 3600;
  const first = Math.ceil(from / step) * step;
  const times = Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
  return {
    left,
    right,
    top,
    bottom,
    most,
    ticks,
    times,
    x: (time) => left + ((time - from) / (to - from)) * (right - left),
    y: (value) => bottom - (Math.min(value, most) / most) * (bottom - top),
  };
}

export function drawAxes(axes: Axes): string {
  const { left, right, top, bottom, ticks, times } = axes;
  const across = ticks.map(({ value, text }) => {
    const y = axes.y(value);
    return (
      line(left, y, right, y, colours.grid) +
      writing(left - 6, y + 4, text, { size, fill: colours.faint, anchor: 'end' })
    );
  });
  const along = times.map((time) => {
    const x = axes.x(time);
    const told = new Date(time * 1000).toISOString().slice(11, time % 60 === 0 ? 16 : 19);
    return (
      line(x, top, x, bottom, colours.grid) +
      writing(x, bottom + 15, told, { size, fill: colours.faint, anchor: 'middle' })
    );
  });
  return [...across, ...along].join('');
}
