/** Range: bytes from and to, both included, counted from 0. [MS-ASCMD] 2.2.3.143.2 */

/** Digits of the largest size that is exact. */
const form = /^(\d{1,15})-(\d{1,15})$/;

export interface BytesWanted {
  readonly start: number;
  /** After the last byte. */
  readonly end: number;
}

/** The bytes of a value of `size` that `range` names, as far as there are any; undefined where there are none. */
export function bytesOfRange(range: string, size: number): BytesWanted | undefined {
  const [, first, last] = form.exec(range) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const start = Number(first);
  const end = Math.min(Number(last) + 1, size);
  return start < end ? { start, end } : undefined;
}

export function rangeText({ start, end }: BytesWanted): string {
  return `${start}-${end - 1}`;
}
