/** Names of lines below a plot, as many as fit on two rows. */
import { type Box, colours, fitting, rectangle, widthOf, writing } from './svg.ts';

const size = 11;
const rowHeight = 16;
const mostRows = 2;
/** Of the words that tell how many did not fit. */
const moreWidth = 80;

export interface Named {
  readonly name: string;
  readonly colour: string;
}

export interface Legend {
  /** Pixels that it takes from below. */
  readonly height: number;
  readonly drawing: string;
}

interface Entry extends Named {
  readonly x: number;
  readonly row: number;
}

export function legendBelow(lines: readonly Named[], box: Box): Legend {
  const entries = laidOut(lines, box.width);
  const rows = 1 + (entries.at(-1)?.row ?? 0);
  const height = rows * rowHeight + 4;
  const top = box.y + box.height - height + rowHeight;
  const drawing = entries.map(({ name, colour, x, row }) => {
    const y = top + row * rowHeight;
    return (
      rectangle({ x: box.x + x, y: y - 5, width: 12, height: 3 }, colour) + writing(box.x + x + 16, y, name, { size })
    );
  });
  const left = lines.length - entries.length;
  const end = { size, fill: colours.faint, anchor: 'end' } as const;
  if (left > 0) drawing.push(writing(box.x + box.width, top + (rows - 1) * rowHeight, `and ${left} more`, end));
  return { height, drawing: drawing.join('') };
}

/** From left to right and row by row; what does not fit any more is left out. */
function laidOut(lines: readonly Named[], width: number): Entry[] {
  const entries: Entry[] = [];
  let [x, row] = [0, 0];
  for (const [index, { name, colour }] of lines.entries()) {
    const text = fitting(name, size, width - moreWidth - 26);
    const own = widthOf(text, size) + 26;
    if (x > 0 && x + own > width && row + 1 < mostRows) [x, row] = [0, row + 1];
    const isLast = index === lines.length - 1;
    const room = row + 1 === mostRows && !isLast ? width - moreWidth : width;
    if (x > 0 && x + own > room) break;
    entries.push({ name: text, colour, x, row });
    x += own;
  }
  return entries;
}
