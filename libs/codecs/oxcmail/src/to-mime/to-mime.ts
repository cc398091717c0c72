/** A Message object as a MIME message. [MS-OXCMAIL] 2.1, [MS-OXOSMIME] 3.1.5 */
import type { MessageObject } from '@postbus/mapi';
import { type WrittenEntity, entityBytes, entityRuns } from '@postbus/mime';
import { reportEntity } from '../reports/report-entity.ts';
import { contentEntity } from './content-entity.ts';
import { headerFields } from './header-fields.ts';
import { secureEntity } from './secure-entity.ts';
import { asksForTnef, tnefMessage } from './tnef-message.ts';
import { type ToMimeOptions, type Writing, writingAt } from './to-mime-options.ts';

/**
 * Writes `message` anew. One that came from the Internet and was not changed is better sent as its original:
 * `originalOrWritten`.
 * @returns a message with CRLF line ends, none over 998 octets; of ASCII, unless `utf8Headers` or `eightBit` let it be more
 * @throws {OxcmailError} `value-not-here` where a value lies outside and `options.resolve` is missing or cannot read it,
 * `too-deep`, `not-for-tnef`, `not-clear-signed` where the one attachment of a clear-signed message is no signed entity
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
  const secure = secureEntity(message, fields, writing);
  if (secure !== undefined) return secure;
  if (asksForTnef(message, writing)) return tnefMessage(message, fields, writing);
  const inside = (embedded: MessageObject) => writtenMessage(embedded, writingAt(writing.options, writing.depth + 1));
  return reportEntity(message, fields, writing, inside) ?? contentEntity(message, fields, writing, inside);
}
