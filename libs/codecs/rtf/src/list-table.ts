/** Which lists have bullets and how the others count. [MSFT-RTF] "List Tables" */

/** How a level of a list counts: `type` of HTML's ol, or a bullet. */
export type ListStyle = 'bullet' | '1' | 'a' | 'A' | 'i' | 'I';

/** \levelnfc to style; others are shown by the text that stands in the paragraph. */
const styleOfNumber: ReadonlyMap<number, ListStyle> = new Map([
  [0, '1'],
  [1, 'I'],
  [2, 'i'],
  [3, 'A'],
  [4, 'a'],
  [23, 'bullet'],
]);
/** Lists, and their levels, of one document. Stops tables of a million lists. */
const mostLists = 4096;
const mostLevels = 9;

export class ListTable {
  readonly #levelsOfList = new Map<number, (ListStyle | undefined)[]>();
  readonly #listOfOverride = new Map<number, number>();
  #levels: (ListStyle | undefined)[] = [];
  #list = 0;

  /** Style of the level of the list that a paragraph names by \ls and \ilvl. */
  styleOf(override: number, level: number): ListStyle | undefined {
    const list = this.#listOfOverride.get(override);
    return list === undefined ? undefined : this.#levelsOfList.get(list)?.[level];
  }

  /** A control word inside \listtable or \listoverridetable. */
  word(word: string, parameter = 0): void {
    if (word === 'list') this.#levels = [];
    else if (word === 'levelnfc' && this.#levels.length < mostLevels) this.#levels.push(styleOfNumber.get(parameter));
    else if (word === 'listid') this.#named(parameter);
    else if (word === 'ls' && this.#listOfOverride.size < mostLists) this.#listOfOverride.set(parameter, this.#list);
  }

  /** \listid ends a list of the list table, and begins an override. */
  #named(list: number): void {
    this.#list = list;
    if (this.#levels.length > 0 && this.#levelsOfList.size < mostLists) this.#levelsOfList.set(list, this.#levels);
    this.#levels = [];
  }
}
