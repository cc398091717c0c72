/** The messages of an mbox, one after another, whether the file is held or comes in chunks. RFC 4155 */
import { beginsWithFrom } from './from-line.ts';
import type { MboxMessage, MboxOptions } from './mbox-message.ts';
import { MboxScanner } from './mbox-scanner.ts';

/** Whether a file is an mbox by its first bytes: it begins with `From `, behind a byte order mark at most. */
export function isMbox(bytes: Uint8Array): boolean {
  return beginsWithFrom(bytes, 0) || (bytes[0] === 0xef && beginsWithFrom(bytes, 3));
}

/**
 * Splits an mbox that is held as a whole, or whose chunks are. Every byte is in a message, in a separator line, or in
 * the empty line before one. Linear in the size of the file.
 *
 * @returns messages that share the memory of the file where nothing in them was quoted
 * @throws {MessageFileError} `not-an-mbox` at byte 0, `message-too-large`, with the offset of the message
 */
export function* splitMbox(
  file: Uint8Array | Iterable<Uint8Array>,
  options: MboxOptions = {},
): Generator<MboxMessage, void> {
  const isHeld = file instanceof Uint8Array;
  const scanner = isHeld ? new MboxScanner(options, file) : new MboxScanner(options);
  for (const chunk of isHeld ? [] : file) {
    scanner.add(chunk);
    yield* scanner.messages(false);
  }
  yield* scanner.messages(true);
}

/**
 * Splits an mbox as it is read: no more is held than the largest message and a chunk.
 * @throws {MessageFileError} as `splitMbox` does, and what `chunks` throws
 */
export async function* splitMboxChunks(
  chunks: AsyncIterable<Uint8Array>,
  options: MboxOptions = {},
): AsyncGenerator<MboxMessage, void> {
  const scanner = new MboxScanner(options);
  for await (const chunk of chunks) {
    scanner.add(chunk);
    yield* scanner.messages(false);
  }
  yield* scanner.messages(true);
}
