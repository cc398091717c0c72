/** The JSON form of a message, docs/message-json.md, read. */
import { fromBase64, utf8Text } from '@postbus/bytes';
import { type MessageObject, fromJson } from '@postbus/mapi';
import { OxcmailError, isUnmodified, resolverOf } from '@postbus/oxcmail';
import type { MessageDefect, MessageFile } from './message-file.ts';
import { MessageFileError } from './message-file-error.ts';

/** Bytes of a document, unless told: near what the longest string of a JavaScript engine holds. */
export const defaultJsonBytes = 500_000_000;

/** @throws {MessageFileError}, {MapiError} with the place in the document */
export function readJson(bytes: Uint8Array, jsonBytes = defaultJsonBytes): MessageFile {
  if (bytes.length > jsonBytes)
    throw new MessageFileError('message-too-large', '0', `the document has more than ${jsonBytes} bytes`);
  const document = parsed(bytes);
  const mime = mimeMember(document);
  const message = fromJson(document);
  const resolve = resolverOf(mime ?? new Uint8Array(0));
  if (mime === undefined || stillSays(message, mime)) return { format: 'json', message, mime, resolve, defects: [] };
  return { format: 'json', message, mime: undefined, resolve, defects: [editedSince] };
}

const editedSince: MessageDefect = {
  code: 'edited-since',
  message: 'the properties say other things than the original in the document, which is left out',
  place: '/mime',
};

function stillSays(message: MessageObject, mime: Uint8Array): boolean {
  try {
    return isUnmodified(message, mime, { resolve: resolverOf(mime) });
  } catch (error) {
    // A value that points to nowhere in the original is told where it is needed.
    if (error instanceof OxcmailError) return false;
    throw error;
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Text(bytes).replace(/^\ufeff/, ''));
  } catch (error) {
    throw notJson(bytes, error instanceof Error ? error.message : '');
  }
}

/** Tells where, as far as the engine does; its own text would quote the document, which must not come into a log. */
function notJson(bytes: Uint8Array, engineText: string): MessageFileError {
  const [, character] = /at position (\d+)/.exec(engineText) ?? [];
  const isCut = /end of (?:JSON )?(?:input|data)|unterminated/i.test(engineText);
  const place = character ?? String(isCut ? bytes.length : 0);
  const message = isCut ? 'the document ends too early' : 'the document is no JSON';
  return new MessageFileError('not-json', place, `${message} (at ${place})`);
}

/** The original, where the document carries it. */
function mimeMember(document: unknown): Uint8Array | undefined {
  const mime = typeof document === 'object' && document !== null && 'mime' in document ? document.mime : undefined;
  if (mime === undefined) return undefined;
  try {
    if (typeof mime === 'string') return fromBase64(mime);
  } catch (error) {
    throw new MessageFileError('bad-mime-member', '/mime', 'is not base64 (at /mime)', { cause: error });
  }
  throw new MessageFileError('bad-mime-member', '/mime', 'is not a string (at /mime)');
}
