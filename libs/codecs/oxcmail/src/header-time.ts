/** Times of header fields, as far as a FILETIME holds them. */
import { fileTimeOf } from '@postbus/mapi';
import { parseDateTime } from '@postbus/mime';

const firstMs = Date.UTC(1601, 0, 1);
const lastMs = Date.UTC(9999, 11, 31);

/** Epoch ms of a date field's value; undefined where it names none, or one that no mail is from. */
export function headerTime(text: string | undefined): number | undefined {
  const epochMs = text === undefined ? undefined : parseDateTime(text)?.epochMs;
  return epochMs !== undefined && epochMs >= firstMs && epochMs <= lastMs ? epochMs : undefined;
}

/** The same as PtypTime. */
export function headerFileTime(text: string | undefined): bigint | undefined {
  const epochMs = headerTime(text);
  return epochMs === undefined ? undefined : fileTimeOf(epochMs);
}
