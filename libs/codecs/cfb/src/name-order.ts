/** Names of directory entries: which are allowed, which are the same, which comes first. [MS-CFB] 2.6.1, 2.6.4 */

/** UTF-16 code units, the terminating null left out. */
export const longestName = 31;

const ascii = /^[\0-\x7f]*$/;

/** What names are compared by: each UTF-16 code unit in upper case, where that is one code unit. */
export function upperCase(name: string): string {
  if (ascii.test(name)) return name.toUpperCase();
  let upper = '';
  for (let index = 0; index < name.length; index++) {
    const unit = name.charAt(index);
    const raised = unit.toUpperCase();
    upper += raised.length === 1 ? raised : unit;
  }
  return upper;
}

/** Less than 0 where `a` is the smaller: shorter names first, then by code unit. Both in upper case. [MS-CFB] 2.6.4 */
export function compareNames(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

export function isAllowedName(name: string): boolean {
  return name.length > 0 && name.length <= longestName && !/[/\\:!\0]/.test(name);
}
