/** Message files of every format, read. */
import { type MimeLimits, parseMime } from '@postbus/mime';
import { type ToMessageOptions, resolverOf, toMessageObject } from '@postbus/oxcmail';
import { type MsgDefect, type ReadMsgOptions, readMsg } from '@postbus/oxmsg';
import { type ReadTnefOptions, type TnefDefect, readTnef } from '@postbus/oxtnef';
import { type MessageFormat, detectFormat } from './format.ts';
import type { MessageDefect, MessageFile } from './message-file.ts';
import { toldAsFileError } from './message-file-error.ts';
import { mimeDefects } from './mime-defects.ts';
import { withOwnTypes } from './own-types.ts';
import { readJson } from './read-json.ts';

export interface ReadMessageOptions {
  /** Recognised by the content unless told. */
  readonly format?: MessageFormat | undefined;
  readonly mimeLimits?: Partial<MimeLimits>;
  /** How MIME becomes a message. */
  readonly toMessage?: ToMessageOptions;
  readonly msg?: ReadMsgOptions;
  readonly tnef?: ReadTnefOptions;
  /** Bytes of a JSON document. Stops documents that no string holds. 500,000,000 unless told. */
  readonly jsonBytes?: number;
}

/**
 * Reads one message. Values share the memory of `bytes`: keep them as they are.
 *
 * @returns the best message that the bytes make, with what was wrong in them; MIME gives one whatever they are
 * @throws {MessageFileError} where nothing can be read: `not-a-compound-file`, `not-tnef`, `too-short`, `not-json`,
 * `not-message-json`, `bad-mime-member`, `too-deep`, `message-too-large`
 */
export function readMessageFile(bytes: Uint8Array, options: ReadMessageOptions = {}): MessageFile {
  const format = options.format ?? detectFormat(bytes);
  return toldAsFileError(() => {
    const file = readers[format](bytes, options);
    // What is made of MIME has its types from here.
    if (format === 'eml') return file;
    const { message, defects } = withOwnTypes(file.message);
    return { ...file, message, defects: [...file.defects, ...defects] };
  });
}

const readers: Readonly<Record<MessageFormat, (bytes: Uint8Array, options: ReadMessageOptions) => MessageFile>> = {
  eml(bytes, { mimeLimits, toMessage }) {
    const mime = parseMime(bytes, mimeLimits);
    const message = toMessageObject(mime, toMessage);
    return { format: 'eml', message, mime: bytes, resolve: resolverOf(bytes), defects: mimeDefects(mime) };
  },
  msg(bytes, { msg }) {
    const { message, defects } = readMsg(bytes, msg);
    return { format: 'msg', message, mime: undefined, resolve: nothingOutside, defects: defects.map(inStream) };
  },
  tnef(bytes, { tnef }) {
    const { message, defects } = readTnef(bytes, tnef);
    return { format: 'tnef', message, mime: undefined, resolve: nothingOutside, defects: defects.map(atByte) };
  },
  json: (bytes, { jsonBytes }) => readJson(bytes, jsonBytes),
};

/** Those formats hold all their values. */
const nothingOutside = resolverOf(new Uint8Array(0));

function atByte({ code, message, offset }: TnefDefect): MessageDefect {
  return { code, message, place: `byte ${offset}`, offset };
}

function inStream({ code, message, place, offset }: MsgDefect): MessageDefect {
  if (offset === undefined) return { code, message, place };
  return { code, message, place: place === '/' ? `byte ${offset}` : `${place}, byte ${offset}`, offset };
}
