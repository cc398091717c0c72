/** Names of lines below a plot, as many as fit on two rows. */
import { type Box, colours, escaped, fitting, rectangle, short, widthOf, writing } from './svg.ts';

const size = 11;
const rowHeight = 16;
const mostRows = 2;

export interface Legend {
  /** Pixels that it takes from below. */
  readonly height: number;
  readonly drawing: string;
}

export function legendBelow(lines: readonly { readonly name: string; readonly colour: string }[], box: Box): Legend {
  const rows: { readonly name: string; readonly colour: string; readonly x: number }[][] = [[]];
  let x = 0;
  let left = 0;
  for (const { name, colour } of lines) {
    const text = fitting(name, size, box.width - 40);
    const width = widthOf(text, size) + 26;
    if (x + width > box.width && rows.at(-1)!.length > 0) {
      if (rows.length === mostRows) {
        left++;
        continue;
      }
      rows.push([]);
      x = 0;
    }
    rows.at(-1)!.push({ name: text, colour, x });
    x += width;
  }
  const height = rows.length * rowHeight + 4;
  const top = box.y + box.height - height + rowHeight;
  const drawing = rows.flatMap((row, index) => row.map((one) => entry(one, box.x, top + index * rowHeight)));
  const more = left > 0 ? moreText(`and ${left} more`, box, top + (rows.length - 1) * rowHeight) : '';
  return { height, drawing: drawing.join('') + more };
}

function entry(
  { name, colour, x }: { readonly name: string; readonly colour: string; readonly x: number },
  from: number,
  y: number,
): string {
  const dash = { x: from + x, y: y - 5, width: 12, height: 3 };
  return rectangle(dash, colour) + writing(from + x + 16, y, name, { size });
}

/** At the end of the last row, on a ground of its own. */
function moreText(text: string, box: Box, y: number): string {
  const right = box.x + box.width;
  const ground = { x: right - widthOf(text, size) - 8, y: y - 12, width: widthOf(text, size) + 8, height: rowHeight };
  return `${rectangle(ground, colours.panel)}<text x="${short(right)}" y="${short(y)}" font-size="${size}" fill="${colours.faint}" text-anchor="end">${escaped(text)}</text>`;
}
