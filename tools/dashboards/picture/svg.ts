/** Words of SVG, and the colours of a dark dashboard. */

export const colours = {
  page: '#111217',
  panel: '#181b1f',
  border: '#2b2f36',
  grid: '#2a2e35',
  text: '#d4d6dc',
  faint: '#8e929a',
} as const;

/** Of lines, in their order; after Grafana's classic palette. */
const palette = [
  '#73bf69',
  '#f2cc0c',
  '#8ab8ff',
  '#ff780a',
  '#f2495c',
  '#5794f2',
  '#b877d9',
  '#c4b0f5',
  '#37872d',
  '#fade2a',
  '#447ebc',
  '#c15c17',
  '#890f02',
  '#0a9086',
];

/** What names of colours in a dashboard look like. */
const named: Readonly<Record<string, string>> = { green: '#73bf69', orange: '#ff9830', red: '#f2495c' };

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function lineColour(index: number): string {
  return palette[index % palette.length]!;
}

export function colourNamed(name: string): string {
  return named[name] ?? name;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function rectangle({ x, y, width, height }: Box, fill: string, more = ''): string {
  return `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="${fill}"${more}/>`;
}

export interface TextStyle {
  readonly size: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
}

export function writing(x: number, y: number, text: string, style: TextStyle): string {
  const { size, fill = colours.text, anchor = 'start', bold = false } = style;
  const anchored = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  const weight = bold ? ' font-weight="600"' : '';
  return `<text x="${short(x)}" y="${short(y)}" font-size="${size}" fill="${fill}"${anchored}${weight}>${escaped(text)}</text>`;
}

/** @param dashes of the stroke: `4 4` */
export function line(x1: number, y1: number, x2: number, y2: number, stroke: string, dashes?: string): string {
  const dashed = dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`;
  return `<path d="M${short(x1)} ${short(y1)}L${short(x2)} ${short(y2)}" stroke="${stroke}" fill="none"${dashed}/>`;
}

/** Pixels that a text takes, about. */
export function widthOf(text: string, size: number): number {
  return text.length * size * 0.55;
}

/** `text`, cut where it is wider than `width` pixels. */
export function fitting(text: string, size: number, width: number): string {
  const most = Math.floor(width / (size * 0.55));
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}

/** Points of a path, the first as it is and the others by their distance from the one before. */
export function pathThrough(points: readonly (readonly [x: number, y: number])[]): string {
  const tenths = points.map(([x, y]) => [Math.round(x * 10), Math.round(y * 10)] as const);
  return tenths
    .map(([x, y], index) => {
      const [beforeX, beforeY] = tenths[index - 1] ?? [0, 0];
      const mark = index === 0 ? '' : index === 1 ? 'l' : ' ';
      return `${mark}${(x - beforeX) / 10} ${(y - beforeY) / 10}`;
    })
    .join('')
    .replaceAll(' -', '-');
}

/** A coordinate with at most one digit behind the point. */
export function short(coordinate: number): string {
  return String(Math.round(coordinate * 10) / 10);
}
