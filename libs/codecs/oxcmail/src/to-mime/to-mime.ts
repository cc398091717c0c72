/** A Message object as a MIME message. [MS-OXCMAIL] 2.1, [MS-OXOSMIME] 3.1.5 */
import type { MessageObject } from '@postbus/mapi';
import { type WrittenEntity, entityBytes, entityRuns } from '@postbus/mime';
import { secureToMime } from '@postbus/oxosmime';
import { reportEntity } from '../reports/report-entity.ts';
import { contentEntity } from './content-entity.ts';
import { headerFields } from './header-fields.ts';
import { asksForTnef, tnefMessage } from './tnef-message.ts';
import { type ToMimeOptions, type Writing, writingAt } from './to-mime-options.ts';

/**
 * Writes `message` anew. One that came from the Internet and was not changed is better sent as its original:
 * `originalOrWritten`.
 * @returns a message with CRLF line ends, none over 998 octets; of ASCII, unless `utf8Headers` or `eightBit` let it be more.
 * What was signed is as it was signed, whatever its lines and octets
 * @throws {OxcmailError} `value-not-here` where a value lies outside and `options.resolve` is missing or cannot read it,
 * `too-deep`, `not-for-tnef`
 */
export function toMime(message: MessageObject, options: ToMimeOptions = {}): Uint8Array<ArrayBuffer> {
  return entityBytes(writtenMessage(message, writingAt(options, 0)));
}

/**
 * The message that `toMime` writes, in runs of bytes, base64 made as they are asked for: to be sent or stored without the
 * whole of it in memory.
 * @throws {OxcmailError} as `toMime`, before the first run
 */
export function toMimeRuns(message: MessageObject, options: ToMimeOptions = {}): Generator<Uint8Array> {
  return entityRuns(writtenMessage(message, writingAt(options, 0)));
}

function writtenMessage(message: MessageObject, writing: Writing): WrittenEntity {
  const fields = headerFields(message, writing);
  const secure = secureToMime(message, { fields, resolve: writing.resolve, header: writing.header });
  if (secure !== undefined) return secure;
  if (asksForTnef(message, writing)) return tnefMessage(message, fields, writing);
  const inside = (embedded: MessageObject) => writtenMessage(embedded, writingAt(writing.options, writing.depth + 1));
  return reportEntity(message, fields, writing, inside) ?? contentEntity(message, fields, writing, inside);
}
