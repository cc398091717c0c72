/** A message as MIME: its original where there is one, else written anew. [MS-OXCMAIL] 2.1 */
import { toHex, utf8Bytes } from '@postbus/bytes';
import { type MessageObject, PidTagClientSubmitTime, PidTagInternetMessageId, PidTagSubject, md5 } from '@postbus/mapi';
import { withoutHeaders } from '@postbus/mime';
import { type ToMimeOptions, toMime } from '@postbus/oxcmail';
import type { MessageSource } from './message-file.ts';

/** What is told of a message that is written anew; `resolve` is the message's own. */
export type WriteEmlOptions = Omit<ToMimeOptions, 'resolve'>;

const blindFields = ['Bcc', 'Resent-Bcc'];

/**
 * The original byte for byte, but for Bcc fields where they are not to be written; else as `toMime` writes. The same
 * message gives the same bytes.
 * @throws {OxcmailError} as `toMime` does
 */
export function writeEml({ message, mime, resolve }: MessageSource, options: WriteEmlOptions = {}): Uint8Array {
  const writesBcc = options.writesBcc ?? true;
  if (mime !== undefined) return writesBcc ? mime : withoutHeaders(mime, blindFields);
  return toMime(message, {
    boundary: boundariesOf(message),
    ...options,
    writesBcc,
    ...(resolve === undefined ? {} : { resolve }),
  });
}

/** Boundaries of equal length, none the beginning of another, and other ones for another message. */
function boundariesOf({ properties }: MessageObject): () => string {
  const identity = [
    properties.get(PidTagInternetMessageId),
    properties.get(PidTagSubject),
    properties.get(PidTagClientSubmitTime),
  ];
  const seed = toHex(md5(utf8Bytes(identity.join('\n')))).slice(0, 16);
  let next = 0;
  return () => `=_${seed}_${String(next++).padStart(8, '0')}`;
}
