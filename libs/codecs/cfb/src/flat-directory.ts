/** The tree of storages and streams as the list of entries that a directory is. [MS-CFB] 2.6 */
import { CfbError } from './cfb-error.ts';
import { NOSTREAM } from './format.ts';
import { compareNames, isAllowedName, upperCase } from './name-order.ts';
import { type SiblingLinks, linkSiblings } from './sibling-tree.ts';
import { Storage, type Stream } from './storage.ts';

export interface FlatEntry extends SiblingLinks {
  readonly item: Storage | Stream;
  /** The name that order goes by. */
  readonly upper: string;
  readonly parent: FlatEntry | undefined;
  child: number;
  /** First sector or mini sector. */
  start: number;
  /** Bytes; of the mini stream in the root. */
  size: number;
}

/**
 * All entries, the root first, those of one storage together and in the order of their names.
 * @throws {CfbError} `invalid-name`, `duplicate-name`
 */
export function flattenDirectory(root: Storage): FlatEntry[] {
  const entries = [flatEntry(root, undefined)];
  for (let index = 0; index < entries.length; index++) {
    const parent = entries[index]!;
    if (!(parent.item instanceof Storage)) continue;
    const first = entries.length;
    for (const entry of sortedEntries(parent, parent.item)) entries.push(entry);
    parent.child = linkSiblings(entries, first, entries.length, NOSTREAM);
  }
  return entries;
}

function sortedEntries(parent: FlatEntry, storage: Storage): FlatEntry[] {
  const entries = Array.from(storage, (item) => flatEntry(item, parent));
  entries.sort((a, b) => compareNames(a.upper, b.upper));
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]!;
    if (!isAllowedName(entry.item.name))
      throw new CfbError('invalid-name', pathOf(entry), 'a name has 1 to 31 characters other than / \\ : !');
    if (entries[index - 1]?.upper === entry.upper)
      throw new CfbError(
        'duplicate-name',
        pathOf(entry),
        'two entries have the same name but for upper and lower case',
      );
  }
  return entries;
}

function flatEntry(item: Storage | Stream, parent: FlatEntry | undefined): FlatEntry {
  return {
    item,
    upper: upperCase(item.name),
    parent,
    leftSibling: NOSTREAM,
    rightSibling: NOSTREAM,
    isRed: false,
    child: NOSTREAM,
    start: 0,
    size: item instanceof Storage ? 0 : item.size,
  };
}

/** `/storage/stream`. */
export function pathOf(entry: FlatEntry): string {
  const names: string[] = [];
  for (let at: FlatEntry | undefined = entry; at?.parent !== undefined; at = at.parent) names.unshift(at.item.name);
  return `/${names.join('/')}`;
}
