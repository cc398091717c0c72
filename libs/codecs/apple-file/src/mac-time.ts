/** Times of Macintosh formats as epoch ms. */
const secondsFrom1904To1970 = 2_082_844_800;
const secondsFrom1970To2000 = 946_684_800;
const unknownDate = -0x8000_0000;

/** Unsigned seconds since 1904; 0 is unknown. MacBinary, AppleSingle version 1 */
export function fromSecondsSince1904(seconds: number): number | undefined {
  return seconds === 0 ? undefined : (seconds - secondsFrom1904To1970) * 1000;
}

/** 0 for what is unknown or outside 1904 to 2040. */
export function secondsSince1904(ms: number | undefined): number {
  const seconds = Math.floor((ms ?? NaN) / 1000) + secondsFrom1904To1970;
  return seconds > 0 && seconds <= 0xffff_ffff ? seconds : 0;
}

/** Signed seconds since 2000; the least is unknown. AppleSingle version 2: File Dates Info */
export function fromSecondsSince2000(seconds: number): number | undefined {
  return seconds === unknownDate ? undefined : (seconds + secondsFrom1970To2000) * 1000;
}

/** The unknown date for what is unknown or outside 1931 to 2068. */
export function secondsSince2000(ms: number | undefined): number {
  const seconds = Math.floor((ms ?? NaN) / 1000) - secondsFrom1970To2000;
  return seconds > unknownDate && seconds <= 0x7fff_ffff ? seconds : unknownDate;
}

/** `created` and `modified` of a file, without those that are unknown. */
export function knownDates(
  created: number | undefined,
  modified: number | undefined,
): { created?: number; modified?: number } {
  return { ...(created !== undefined && { created }), ...(modified !== undefined && { modified }) };
}
