/** A stream whose first bytes are known before it is read. */
import { buffer } from 'node:stream/consumers';
import { concat } from '@postbus/bytes';

export interface PeekedStream {
  readonly head: Uint8Array;
  /** All of the stream, its head again. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Reads until `length` bytes are there, or the end. */
export async function peek(stream: AsyncIterable<Uint8Array>, length: number): Promise<PeekedStream> {
  const iterator = stream[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < length) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    read.push(value);
    bytes += value.length;
  }
  const rest = { [Symbol.asyncIterator]: () => iterator };
  return { head: concat(read), chunks: chained(read, rest) };
}

export function wholeOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return buffer(chunks);
}

async function* chained(read: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* read;
  yield* rest;
}
