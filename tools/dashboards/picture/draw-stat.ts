/** One number, in the colour of its threshold, with its way behind it. */
import type { PanelAnswer } from '../live/panel-answers.ts';
import type { TimeRange } from './draw-lines.ts';
import { type Box, colourNamed, pathThrough, widthOf, writing } from './svg.ts';
import { valueText } from './values.ts';

const largest = 34;

export function drawStat({ panel, series }: PanelAnswer, box: Box, { from, to }: TimeRange): string {
  const { unit = 'short', thresholds } = panel.fieldConfig!.defaults;
  const points = series[0]!.points;
  const value = points.at(-1)![1];
  const reached = (thresholds?.steps ?? []).filter((step) => step.value === null || step.value <= value);
  const colour = colourNamed(reached.at(-1)?.color ?? 'green');
  const text = valueText(value, unit);
  const size = Math.min(largest, Math.floor((largest * (box.width - 8)) / widthOf(text, largest)));
  return (
    sparkline(points, box, { from, to }, colour) +
    writing(box.x + box.width / 2, box.y + box.height / 2 + size / 3, text, {
      size,
      fill: colour,
      anchor: 'middle',
      bold: true,
    })
  );
}

function sparkline(
  points: readonly (readonly [number, number])[],
  box: Box,
  { from, to }: Pick<TimeRange, 'from' | 'to'>,
  colour: string,
): string {
  const values = points.map(([, value]) => value).filter(Number.isFinite);
  const [least, most] = [Math.min(0, ...values), Math.max(...values)];
  if (values.length < 2 || most === least) return '';
  const bottom = box.y + box.height;
  const height = box.height * 0.4;
  const x = (time: number): number => box.x + ((time - from) / (to - from)) * box.width;
  const top = points.map(([time, value]) => [x(time), bottom - ((value - least) / (most - least)) * height] as const);
  const below = [top.at(-1)!, top[0]!].map(([along]) => [along, bottom] as const);
  const area = `<path d="M${pathThrough([...top, ...below])}Z" fill="${colour}" fill-opacity="0.12"/>`;
  return `${area}<path d="M${pathThrough(top)}" stroke="${colour}" stroke-opacity="0.6" fill="none"/>`;
}
