/** Numbers as they are kept, and as they may be told. E.164; RFC 3966 */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/** Short codes of carriers, which are not of the public network. */
const shortCode = /^\d{3,6}$/;
const longestWritten = 64;

/**
 * `written` in E.164, read as somebody in `region` dials it; a short code as it is.
 * @param region ISO 3166-1 alpha-2; without it only numbers with a country code are understood
 * @returns undefined where it is no number that can exist
 */
export function normalizedNumber(written: string, region = ''): string | undefined {
  const trimmed = written.trim();
  if (trimmed.length > longestWritten) return undefined;
  if (shortCode.test(trimmed)) return trimmed;
  const country = isSupportedCountry(region) ? { defaultCountry: region } : {};
  const number = parsePhoneNumberFromString(trimmed, { ...country, extract: false });
  return number?.isPossible() === true ? number.number : undefined;
}

/** Whether `region` is a country that has numbers. */
export function isRegion(region: string): boolean {
  return isSupportedCountry(region);
}

/** What logs, metrics and traces may have of a number: its first four characters and its last two. */
export function shortenedNumber(number: string): string {
  return number.length < 9 ? `${number.slice(0, 1)}…` : `${number.slice(0, 4)}…${number.slice(-2)}`;
}
