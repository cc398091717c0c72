/** Messages written as files of every format. */
import type { ExternalValue, ResolveValue } from '@postbus/mapi';
import { type WriteMsgOptions, writeMsg } from '@postbus/oxmsg';
import { type WriteTnefOptions, writeTnef } from '@postbus/oxtnef';
import type { MessageFormat } from './format.ts';
import type { MessageSource } from './message-file.ts';
import { MessageFileError, toldAsFileError } from './message-file-error.ts';
import { type WriteEmlOptions, writeEml } from './write-eml.ts';
import { writeJson } from './write-json.ts';

export interface WriteMessageOptions {
  /** For eml: how MIME is written anew, and whether Bcc is written, which it is unless told. */
  readonly eml?: WriteEmlOptions;
  readonly msg?: Omit<WriteMsgOptions, 'resolve'>;
  readonly tnef?: Omit<WriteTnefOptions, 'resolve'>;
  /** For json: whether the document carries the original MIME. */
  readonly withMime?: boolean | undefined;
}

interface Source extends MessageSource {
  readonly resolve: ResolveValue;
}

/**
 * Writes one message. The same message gives the same bytes, whatever the format. A message with its `mime` gives
 * those bytes for eml.
 *
 * @throws {MessageFileError} `value-not-here`, `slice-out-of-range` where a value lies outside and cannot be read,
 * `too-deep`, `value-not-of-type` and the other codes of the codecs' writers
 */
export function writeMessageFile(
  source: MessageSource,
  format: MessageFormat,
  options: WriteMessageOptions = {},
): Uint8Array {
  const { resolve = unresolved } = source;
  return toldAsFileError(() => writers[format]({ ...source, resolve }, options));
}

const writers: Readonly<Record<MessageFormat, (source: Source, options: WriteMessageOptions) => Uint8Array>> = {
  eml: (source, { eml }) => writeEml(source, eml),
  msg: ({ message, resolve }, { msg }) => writeMsg(message, { ...msg, resolve }),
  tnef: ({ message, resolve }, { tnef }) => writeTnef(message, { ...tnef, resolve }),
  json: ({ message, mime, resolve }, { withMime }) =>
    writeJson(message, { resolve, mime: withMime === true ? mime : undefined }),
};

function unresolved(value: ExternalValue): never {
  const place = value.in === 'blob' ? `blob ${value.sha256}` : `byte ${value.offset} of the original`;
  throw new MessageFileError(
    'value-not-here',
    place,
    `a value lies outside, and nothing was given to read it (${place})`,
  );
}
