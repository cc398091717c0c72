/** Numbers as they are kept. E.164 */
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
