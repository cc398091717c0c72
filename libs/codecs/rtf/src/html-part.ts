/** The body or a footnote: paragraphs, and the tables that they stand in. */
import type { FormatTables } from './character-format.ts';
import { HtmlBlocks } from './html-blocks.ts';
import { htmlTable, tableRow, type TableRow } from './html-table.ts';
import type { RowDefinition } from './table-row.ts';

/** A table that is being read: rows that are whole, cells of the row that is not, and the cell being written. */
interface OpenTable {
  readonly rows: TableRow[];
  cells: string[];
  readonly cell: HtmlBlocks;
  /** Length of all cells that are whole. */
  size: number;
}

export class HtmlPart {
  readonly #tables: FormatTables;
  readonly #body: HtmlBlocks;
  readonly #open: OpenTable[] = [];

  constructor(tables: FormatTables) {
    this.#tables = tables;
    this.#body = new HtmlBlocks(tables);
  }

  /** Bytes written so far, or nearly. */
  get length(): number {
    return this.#open.reduce((sum, { size, cell }) => sum + size + cell.length, this.#body.length);
  }

  /** Where a paragraph inside `depth` tables is written. */
  blocks(depth: number): HtmlBlocks {
    if (this.#open.length !== depth) this.#enter(depth);
    return this.#open.at(-1)?.cell ?? this.#body;
  }

  endCell(depth: number): void {
    this.#enter(depth);
    const table = this.#open.at(-1)!;
    const html = table.cell.finish();
    table.size += html.length;
    table.cells.push(html);
  }

  endRow(depth: number, definition: RowDefinition): void {
    this.#enter(depth);
    this.#finishRow(this.#open.at(-1)!, definition);
  }

  finish(): string {
    this.#enter(0);
    return this.#body.finish();
  }

  #enter(depth: number): void {
    while (this.#open.length > depth) this.#closeTable();
    while (this.#open.length < depth) {
      this.blocks(this.#open.length).closeParagraph();
      this.#open.push({ rows: [], cells: [], cell: new HtmlBlocks(this.#tables), size: 0 });
    }
  }

  #closeTable(): void {
    const table = this.#open.pop()!;
    if (table.cell.length > 0) table.cells.push(table.cell.finish());
    this.#finishRow(table, undefined);
    if (table.rows.length === 0) return;
    const html = htmlTable(table.rows, this.#tables.colors);
    (this.#open.at(-1)?.cell ?? this.#body).block(html);
  }

  #finishRow(table: OpenTable, definition: RowDefinition | undefined): void {
    if (table.cell.length > 0) table.cells.push(table.cell.finish());
    if (table.cells.length === 0) return;
    table.rows.push(
      definition === undefined
        ? { cells: table.cells, definitions: [], left: 0, rightToLeft: false }
        : tableRow(table.cells, definition),
    );
    table.cells = [];
  }
}
