/** Text of attributes: bytes up to a zero. [MS-OXTNEF] 2.1.3.3 */
import type { StreamCodePage } from './stream-code-page.ts';

/** The bytes before the first zero; all where there is none. */
export function untilZero(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

/** The text before the first zero. */
export function textOf(bytes: Uint8Array, codePage: StreamCodePage): string {
  return codePage.decode(untilZero(bytes));
}

/** `bytes` up to their first zero, a zero, and more up to a multiple of `unit`. */
export function terminated(bytes: Uint8Array, unit = 1): Uint8Array {
  const text = untilZero(bytes);
  const whole = new Uint8Array(Math.ceil((text.length + 1) / unit) * unit);
  whole.set(text);
  return whole;
}
