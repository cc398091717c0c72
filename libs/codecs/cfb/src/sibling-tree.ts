/** The entries of one storage as a red-black tree. [MS-CFB] 2.6.4 */

export interface SiblingLinks {
  leftSibling: number;
  rightSibling: number;
  isRed: boolean;
}

/**
 * Links the entries from `first` up to `end` of `entries`, which are sorted and have the stream IDs of their places there.
 * The tree is as flat as can be: all levels but the last are full and black, the last is red where it is not full.
 *
 * @returns the stream ID of the top, or `none` where there are no entries
 */
export function linkSiblings(entries: readonly SiblingLinks[], first: number, end: number, none: number): number {
  const count = end - first;
  const lastLevel = Math.floor(Math.log2(count));
  const isPerfect = ((count + 1) & count) === 0;
  return link(first, end, 0);

  function link(from: number, to: number, level: number): number {
    if (from >= to) return none;
    const middle = (from + to) >> 1;
    const entry = entries[middle]!;
    entry.leftSibling = link(from, middle, level + 1);
    entry.rightSibling = link(middle + 1, to, level + 1);
    entry.isRed = level === lastLevel && !isPerfect;
    return middle;
  }
}
