/** Tables: rows whose cells end where they like become one grid with spans. [MSFT-RTF] "Table Definitions" */
import type { ColorTable } from './color-table.ts';
import { points } from './paragraph-format.ts';
import type { CellDefinition, RowDefinition } from './table-row.ts';

export interface TableRow {
  /** Content of the cells, as HTML. */
  readonly cells: readonly string[];
  readonly definitions: readonly CellDefinition[];
  readonly left: number;
  readonly rightToLeft: boolean;
}

interface GridCell {
  html: string;
  readonly definition: CellDefinition | undefined;
  readonly left: number;
  readonly first: number;
  right: number;
  last: number;
  rowSpan: number;
}

/** Edges nearer than this are one, in twentieths of a point: programs round them apart. */
const sameEdge = 20;
const mostColumns = 1000;

export function tableRow(cells: readonly string[], definition: RowDefinition): TableRow {
  const { cells: definitions, left, rightToLeft } = definition;
  return { cells, definitions, left, rightToLeft };
}

/** The rows of one table as HTML. */
export function htmlTable(rows: readonly TableRow[], colors: ColorTable): string {
  const columns = columnsOf(rows);
  const grid = rows.map((row) => gridRow(row, columns));
  joinAbove(grid);
  const direction = rows.some(({ rightToLeft }) => rightToLeft) ? ' dir="rtl"' : '';
  const html = grid.map((cells) => `<tr>${cells.map((cell) => cellHtml(cell, colors)).join('')}</tr>`);
  return `<table${direction} style="border-collapse:collapse">${html.join('')}</table>`;
}

/** Which column begins at each edge of a cell. */
function columnsOf(rows: readonly TableRow[]): ReadonlyMap<number, number> {
  const edges = new Set<number>();
  for (const { left, definitions } of rows) {
    if (definitions.length > 0) edges.add(left);
    for (const { right } of definitions) edges.add(right);
  }
  const columns = new Map<number, number>();
  let column = -1;
  let before = -Infinity;
  for (const edge of [...edges].sort((a, b) => a - b)) {
    if (edge - before >= sameEdge) {
      column++;
      before = edge;
    }
    columns.set(edge, column);
  }
  return columns;
}

function gridRow({ cells, definitions, left: start }: TableRow, columns: ReadonlyMap<number, number>): GridCell[] {
  let left = start;
  let first = columns.get(start) ?? 0;
  const grid: GridCell[] = first === 0 ? [] : [indentation(first)];
  for (const [at, html] of cells.entries()) {
    const definition = definitions[at];
    const right = definition?.right ?? left;
    const last = Math.max(columns.get(right) ?? 0, first + 1);
    const before = grid.at(-1);
    if (definition?.joinsLeft === true && before !== undefined) {
      before.html += html;
      before.last = last;
      before.right = right;
    } else grid.push({ html, definition, left, first, right, last, rowSpan: 1 });
    left = right;
    first = last;
  }
  return grid;
}

/** What stands before a row that begins further right than others. */
function indentation(columns: number): GridCell {
  return { html: '', definition: undefined, left: 0, first: 0, right: 0, last: columns, rowSpan: 1 };
}

/** Cells that belong to those above them make these longer. */
function joinAbove(grid: GridCell[][]): void {
  const above = new Map<number, GridCell>();
  for (const [at, row] of grid.entries()) {
    grid[at] = row.filter((cell) => {
      const upper = above.get(cell.first);
      if (cell.definition?.joinsAbove !== true || upper === undefined) {
        above.set(cell.first, cell);
        return true;
      }
      upper.rowSpan++;
      upper.html += cell.html;
      return false;
    });
  }
}

function cellHtml({ html, definition, left, right, first, last, rowSpan }: GridCell, colors: ColorTable): string {
  let style = 'vertical-align:' + (definition?.verticalAlignment ?? 'top');
  if (right > left) style += `;width:${points(right - left)}`;
  if (definition?.hasBorder === true) style += ';border:1px solid';
  const background = definition?.background === undefined ? undefined : colors.get(definition.background);
  if (background !== undefined) style += `;background:${background}`;
  return `<td${span('colspan', last - first)}${span('rowspan', rowSpan)} style="${style}">${html}</td>`;
}

function span(name: string, count: number): string {
  return count > 1 ? ` ${name}="${Math.min(count, mostColumns)}"` : '';
}
