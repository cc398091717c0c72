/** One message file as another format: bytes in, bytes out. */
import type { MessageFormat } from './format.ts';
import type { MessageDefect } from './message-file.ts';
import { type ReadMessageOptions, readMessageFile } from './read-message-file.ts';
import { type WriteMessageOptions, writeMessageFile } from './write-message-file.ts';

export interface ConvertOptions {
  readonly read?: ReadMessageOptions;
  readonly write?: WriteMessageOptions;
}

export interface ConvertedMessage {
  readonly bytes: Uint8Array;
  /** What the file was. */
  readonly from: MessageFormat;
  /** What was wrong in it. */
  readonly defects: readonly MessageDefect[];
}

/** @throws {MessageFileError} as `readMessageFile` and `writeMessageFile` do */
export function convertMessage(
  bytes: Uint8Array,
  to: MessageFormat,
  { read, write }: ConvertOptions = {},
): ConvertedMessage {
  const file = readMessageFile(bytes, read);
  return { bytes: writeMessageFile(file, to, write), from: file.format, defects: file.defects };
}
