/** Body of a text message: plain text, as much of it as a client takes. [MS-ASMS] 2.2, [MS-ASAIRS] 2.2.2.9 */
import { utf8Bytes, utf8Text } from '@postbus/bytes';
import { type Body, type BodyPreference, BodyType } from '../classes/air-sync-base.ts';
import { xmlText } from '../xml-text.ts';

/** The client's preference of plain text among those of its SMS options; undefined where it tells none. */
export function plainTextPreference(preferences: readonly BodyPreference[] = []): BodyPreference | undefined {
  return preferences.find(({ Type }) => Type === BodyType.PlainText);
}

/** @param preference of plain text; without it the whole text is told, for it has no other form */
export function smsBody(text: string, preference?: BodyPreference): Body {
  const written = xmlText(text);
  const bytes = utf8Bytes(written);
  const limit = preference?.TruncationSize ?? Number.POSITIVE_INFINITY;
  const truncated = bytes.length > limit;
  const withheld = truncated && (preference?.AllOrNone === true || limit === 0);
  const told = withheld ? '' : truncated ? utf8Text(bytes.subarray(0, characterEnd(bytes, limit))) : written;
  const preview = beginning(written, preference?.Preview ?? 0);
  return {
    Type: BodyType.PlainText,
    EstimatedDataSize: bytes.length,
    ...(truncated && { Truncated: true }),
    ...(told !== '' && { Data: told }),
    ...(preview !== '' && { Preview: preview }),
  };
}

/** The last offset up to `at` where no character is cut in two. */
function characterEnd(bytes: Uint8Array, at: number): number {
  while (at > 0 && (bytes[at]! & 0xc0) === 0x80) at--;
  return at;
}

function beginning(text: string, length: number): string {
  const start = text.slice(0, length);
  return start.isWellFormed() ? start : start.slice(0, -1);
}
