/** `postbus inspect`: what a message file holds. */
import { buffer } from 'node:stream/consumers';
import { readFile } from 'node:fs/promises';
import type { Streams } from '../convert/run-convert.ts';
import { messageDocument } from '../convert/message-document.ts';
import { readMessage } from '../convert/message-file.ts';
import { paletteFor } from '../terminal/palette.ts';
import { inspectLines } from './inspect-lines.ts';

export interface InspectRequest {
  /** A path; `-` is standard input. */
  readonly file: string;
  readonly json: boolean;
  /** Whether long values are shown whole. */
  readonly full: boolean;
}

/** Cells of a line where no terminal says its own. */
const usualWidth = 160;

/** @throws {ConvertError}, {MapiError}, and Node's errors of reading */
export async function runInspect({ file, json, full }: InspectRequest, { input, output }: Streams): Promise<void> {
  const content = file === '-' ? await buffer(input) : await readFile(file);
  const message = readMessage(content);
  if (json) {
    output.write(messageDocument(message, { withMime: false }));
    return;
  }
  const view = { palette: paletteFor(output, process.env), width: full ? undefined : (output.columns ?? usualWidth) };
  const name = file === '-' ? 'standard input' : file;
  output.write([...inspectLines(message, name, content.length, view)].join('\n').concat('\n'));
}
