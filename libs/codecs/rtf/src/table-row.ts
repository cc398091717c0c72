/** Definitions of table rows: where cells end, which are merged, how they look. [MSFT-RTF] "Table Definitions" */

export interface CellDefinition {
  /** Where the cell ends, in twentieths of a point from the margin. */
  readonly right: number;
  /** \clmrg: the cell belongs to the one before it. */
  readonly joinsLeft: boolean;
  /** \clvmrg: the cell belongs to the one above it. */
  readonly joinsAbove: boolean;
  readonly verticalAlignment: 'middle' | 'bottom' | undefined;
  /** Number in the colour table. */
  readonly background: number | undefined;
  readonly hasBorder: boolean;
}

/** Cells of one row. Stops rows of a million cells that each further row repeats. */
const mostCells = 256;
const mostTwips = 22 * 1440;
const newCell = {
  joinsLeft: false,
  joinsAbove: false,
  verticalAlignment: undefined,
  background: undefined,
  hasBorder: false,
} as const;

/** The definition that \trowd begins; rows take it until another comes. */
export class RowDefinition {
  cells: readonly CellDefinition[] = [];
  /** \trleft: where the row begins. */
  left = 0;
  rightToLeft = false;
  #cell: Omit<CellDefinition, 'right'> = newCell;
  /** Whether the border words that follow are about a cell. */
  #isCellBorder = false;

  /** Returns whether the control word was about a row or a cell. */
  word(word: string, parameter: number | undefined): boolean {
    switch (word) {
      case 'trowd':
        this.cells = [];
        this.left = 0;
        this.rightToLeft = false;
        this.#cell = newCell;
        return true;
      case 'trleft':
        this.left = clamped(parameter);
        return true;
      case 'rtlrow':
        this.rightToLeft = true;
        return true;
      case 'cellx':
        this.#endCell(clamped(parameter));
        return true;
      default:
        return this.#ofCell(word, parameter);
    }
  }

  #ofCell(word: string, parameter: number | undefined): boolean {
    const isBorder = word.startsWith('clbrdr');
    if (!word.startsWith('brdr')) this.#isCellBorder = isBorder;
    if (word === 'clmrg') this.#cell = { ...this.#cell, joinsLeft: true };
    else if (word === 'clvmrg') this.#cell = { ...this.#cell, joinsAbove: true };
    else if (word === 'clvertalc') this.#cell = { ...this.#cell, verticalAlignment: 'middle' };
    else if (word === 'clvertalb') this.#cell = { ...this.#cell, verticalAlignment: 'bottom' };
    else if (word === 'clcbpat') this.#cell = { ...this.#cell, background: parameter };
    else if (this.#isCellBorder && word.startsWith('brdr') && !/^brdr(?:none|nil|w|cf|sp)$/.test(word))
      this.#cell = { ...this.#cell, hasBorder: true };
    else return isBorder;
    return true;
  }

  #endCell(right: number): void {
    if (this.cells.length < mostCells) this.cells = [...this.cells, { ...this.#cell, right }];
    this.#cell = newCell;
  }
}

function clamped(parameter = 0): number {
  return Math.min(Math.max(parameter, -mostTwips), mostTwips);
}
