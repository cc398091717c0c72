/**
 * The bytes of a message on their way from the connection to whoever keeps it: `head` at once, the rest, of a large one,
 * as it comes. One that turns out to be unacceptable, or is never finished, ends in an error instead of an end.
 */

import { PartList } from './part-list.ts';

export interface MessageBody {
  /** The beginning with the whole header section; of a small message all of it. */
  readonly head: Buffer;
  /** Bytes of `head` before the body, the empty line included; all of it where there is no empty line. RFC 5322 2.1 */
  readonly headerBytes: number;
  /** What follows `head`, to be read once. */
  readonly rest?: AsyncIterable<Uint8Array>;
}

/** Bytes that wait to be read before the connection is told to pause. */
const highWater = 512 * 1024;

export interface BodyFlow {
  /** Called when bytes were read that had been waiting. */
  readonly onRead: (bytes: number) => void;
}

/** A queue between the connection, which pushes, and one reader. */
export class BodyStream implements AsyncIterableIterator<Uint8Array> {
  readonly #flow: BodyFlow;
  readonly #parts = new PartList();
  #chunks: Buffer[] = [];
  #waiting = 0;
  #end: 'open' | 'ended' | { readonly error: Error } = 'open';
  #abandoned = false;
  #wake: (() => void) | undefined;

  constructor(flow: BodyFlow) {
    this.#flow = flow;
  }

  /** Whether the writer ought to wait for the reader. */
  get isFull(): boolean {
    return this.#waiting >= highWater;
  }

  push(chunk: Buffer): void {
    if (this.#abandoned) {
      this.#flow.onRead(chunk.length);
      return;
    }
    this.#parts.add(chunk);
    this.#waiting += chunk.length;
    this.#notify();
  }

  end(): void {
    this.#end = 'ended';
    this.#notify();
  }

  /** Lets the reader fail with `error`, before what still waits. */
  fail(error: Error): void {
    this.#end = { error };
    this.#drop();
    this.#notify();
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      if (typeof this.#end === 'object') throw this.#end.error;
      const chunk = this.#shift();
      if (chunk !== undefined) {
        this.#waiting -= chunk.length;
        this.#flow.onRead(chunk.length);
        return { done: false, value: chunk };
      }
      if (this.#end === 'ended') return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The reader has seen enough: what comes is dropped. */
  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.abandon();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Nobody reads any more. */
  abandon(): void {
    this.#abandoned = true;
    this.#drop();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #drop(): void {
    const bytes = this.#waiting;
    this.#parts.take();
    this.#chunks = [];
    this.#waiting = 0;
    if (bytes > 0) this.#flow.onRead(bytes);
  }

  #shift(): Buffer | undefined {
    if (this.#chunks.length === 0) this.#chunks = this.#parts.take().toReversed();
    return this.#chunks.pop();
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
