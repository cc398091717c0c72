/** `postbus inspect`: what a message file holds, or the messages of an mbox. */
import { createReadStream } from 'node:fs';
import {
  type MboxMessage,
  type MessageFile,
  type MessageFormat,
  readMessageFile,
  splitMboxChunks,
  writeMessageFile,
} from '@postbus/message-file';
import { type FileKind, headLength, kindOf } from '../convert/file-kind.ts';
import { peek, wholeOf } from '../convert/peeked-stream.ts';
import type { Streams } from '../convert/streams.ts';
import { visible } from '../terminal/cells.ts';
import { paletteFor } from '../terminal/palette.ts';
import { InspectError } from './inspect-error.ts';
import { inspectLines } from './inspect-lines.ts';
import { mboxSummaries, mboxTable } from './mbox-summaries.ts';

export interface InspectRequest {
  /** A path; `-` is standard input. */
  readonly file: string;
  readonly json: boolean;
  /** Whether long values are shown whole. */
  readonly full: boolean;
  /** Number of a message of an mbox; all of them as a table where undefined. */
  readonly message: number | undefined;
  /** Told by the content where undefined. */
  readonly kind: FileKind | undefined;
  readonly format: MessageFormat | undefined;
}

/** Cells of a line where no terminal says its own. */
const usualWidth = 160;

/** @throws {MessageFileError}, {InspectError}, and Node's errors of reading */
export async function runInspect(request: InspectRequest, streams: Streams): Promise<void> {
  const { file, message } = request;
  const name = file === '-' ? 'standard input' : file;
  const { head, chunks } = await peek(file === '-' ? streams.input : createReadStream(file), headLength);
  const kind = request.kind ?? kindOf(file, head);
  if (kind === 'mbox' && message === undefined) return showMbox(chunks, name, request, streams);
  if (kind === 'mbox') {
    const { bytes } = await messageOf(chunks, message!);
    return show(
      readMessageFile(bytes, { format: 'eml' }),
      bytes.length,
      `${name}, message ${message}`,
      request,
      streams,
    );
  }
  if (message !== undefined) throw new InspectError('not-an-mbox', `${name} is no mbox, and has no message ${message}`);
  const bytes = await wholeOf(chunks);
  show(readMessageFile(bytes, { format: request.format }), bytes.length, name, request, streams);
}

function show(
  file: MessageFile,
  size: number,
  name: string,
  { json, full }: InspectRequest,
  { output }: Streams,
): void {
  if (json) {
    output.write(writeMessageFile(file, 'json'));
    return;
  }
  const view = { palette: paletteFor(output, process.env), width: full ? undefined : (output.columns ?? usualWidth) };
  output.write([...inspectLines(file, name, size, view)].join('\n').concat('\n'));
}

async function showMbox(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  { json }: InspectRequest,
  { output }: Streams,
): Promise<void> {
  const messages = await mboxSummaries(chunks);
  output.write(
    json ? `${JSON.stringify({ messages })}\n` : mboxTable(visible(name), messages, paletteFor(output, process.env)),
  );
}

async function messageOf(chunks: AsyncIterable<Uint8Array>, number: number): Promise<MboxMessage> {
  let last = 0;
  for await (const message of splitMboxChunks(chunks)) {
    if (message.number === number) return message;
    last = message.number;
  }
  throw new InspectError('no-such-message', `there are messages 1 to ${last}, and no ${number}`);
}
