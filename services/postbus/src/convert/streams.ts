/** Where a command reads and writes. */
import { EventEmitter, once } from 'node:events';
import type { Output } from '../terminal/palette.ts';

export interface Streams {
  readonly input: AsyncIterable<Uint8Array>;
  readonly output: Output;
  /** Faults, progress and sums, so that `output` carries messages alone. */
  readonly errors: Output;
}

/** Writes to `output` no faster than it is read. */
export async function writeSlowly(output: Output, bytes: Uint8Array): Promise<void> {
  if (output.write(bytes) === false && output instanceof EventEmitter) await once(output, 'drain');
}
