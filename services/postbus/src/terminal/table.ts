/** Rows as a table: columns as wide as their widest cell. */
import { cellsOf, padded, visible } from './cells.ts';
import type { Palette } from './palette.ts';

export function table(head: readonly string[], rows: readonly (readonly string[])[], palette: Palette): string {
  const shown = rows.map((row) => row.map(visible));
  const widths = head.map((title, column) =>
    Math.max(cellsOf(title), ...shown.map((row) => cellsOf(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [palette.quiet(line(head)), ...shown.map(line)].map((text) => `${text}\n`).join('');
}
