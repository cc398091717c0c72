/** A message read from a file of any format: the canonical form, and what its values that lie outside are read from. */
import { createHash } from 'node:crypto';
import { fromBase64, utf8Text } from '@postbus/bytes';
import { type MessageObject, type ResolveValue, fromJson } from '@postbus/mapi';
import { type MimeDefect, parseMime } from '@postbus/mime';
import { resolverOf, toMessageObject, toMime } from '@postbus/oxcmail';
import { ConvertError } from './convert-error.ts';
import { type Format, formatOf } from './format.ts';

export interface MessageFile {
  readonly format: Format;
  readonly object: MessageObject;
  /** The original, byte for byte, where the file has it. */
  readonly mime: Uint8Array | undefined;
  /** Gives the values of `object` that lie in the original. */
  readonly resolve: ResolveValue;
  /** What was wrong with the MIME, by the path of the part. */
  readonly defects: readonly { readonly part: string; readonly defect: MimeDefect }[];
}

/** @throws {ConvertError}, {MapiError} with the place in the document */
export function readMessage(content: Uint8Array): MessageFile {
  const format = formatOf(content);
  return format === 'eml' ? readMime(content) : readJson(content);
}

function readMime(content: Uint8Array): MessageFile {
  const mime = parseMime(content);
  const defects = [...mime.walk()].flatMap(({ path, defects }) => defects.map((defect) => ({ part: path, defect })));
  return { format: 'eml', object: toMessageObject(mime), mime: content, resolve: resolverOf(content), defects };
}

function readJson(content: Uint8Array): MessageFile {
  const json = parseJson(content);
  const mime = mimeMember(json);
  return {
    format: 'json',
    object: fromJson(json),
    mime,
    resolve: resolverOf(mime ?? new Uint8Array(0)),
    defects: [],
  };
}

function parseJson(content: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Text(content).replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ConvertError('not-json', error instanceof Error ? error.message : 'not JSON', { cause: error });
  }
}

/** The original, which `--with-mime` put in the document. */
function mimeMember(json: unknown): Uint8Array | undefined {
  const mime = typeof json === 'object' && json !== null && 'mime' in json ? json.mime : undefined;
  if (mime === undefined) return undefined;
  try {
    if (typeof mime === 'string') return fromBase64(mime);
  } catch (error) {
    throw new ConvertError('bad-mime-member', '/mime is not base64', { cause: error });
  }
  throw new ConvertError('bad-mime-member', '/mime is not a string');
}

/**
 * The message as MIME: the original where the file has it, else written anew from the properties, Bcc included.
 * The same message gives the same bytes.
 */
export function mimeOf(file: MessageFile, content: Uint8Array): Uint8Array {
  if (file.mime !== undefined) return file.mime;
  const seed = createHash('sha256').update(content).digest('hex').slice(0, 24);
  let next = 0;
  return toMime(file.object, { resolve: file.resolve, writesBcc: true, boundary: () => `=_${seed}_${next++}` });
}
