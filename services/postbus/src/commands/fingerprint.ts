/** Fingerprints of certificates as people write and read them. */
import { InvalidArgumentError } from 'commander';

/** Digits that tables show. */
const shown = 16;

/** With or without colons, in any case, abbreviated or not; as the admin API takes it. */
export function fingerprintArgument(text: string): string {
  const digits = text.replace(/[:\s]/g, '').toLowerCase();
  if (/^[0-9a-f]{4,64}$/.test(digits)) return digits;
  throw new InvalidArgumentError('At least 4 hexadecimal digits of a SHA-256 fingerprint are expected.');
}

export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, shown);
}
