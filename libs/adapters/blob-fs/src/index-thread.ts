/**
 * The near side of the index's thread. Puts that come while it works are gathered and made durable together.
 * The thread answers in the order of the requests.
 */
import { Worker } from 'node:worker_threads';
import { PortError } from '@postbus/ports';
import { portError } from './file-error.ts';
import type { IndexAnswer, IndexRequest } from './index-worker.ts';
import type { IndexedBlob } from './index-writer.ts';

/** Blobs of one transaction, bounding how long the first of them waits for the last. */
const mostTogether = 256;

interface WaitingPut {
  readonly blob: IndexedBlob;
  readonly done: PromiseWithResolvers<void>;
}

export class IndexThread {
  readonly #worker: Worker;
  readonly #asked: PromiseWithResolvers<number>[] = [];
  readonly #exited: Promise<void>;
  #waiting: WaitingPut[] = [];
  #putting = false;
  #gone: unknown;

  constructor(path: string) {
    // The compiled worker lies beside the compiled caller.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const script = new URL(`./index-worker.${extension}`, import.meta.url);
    this.#worker = new Worker(script, { workerData: { path }, execArgv: [] });
    this.#worker.on('message', (answer: IndexAnswer) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#fail(new PortError('closed', 'BlobStore', 'the thread of the index ended'));
        resolve();
      });
    });
  }

  /** Durable when fulfilled. */
  put(blob: IndexedBlob): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ blob, done });
    if (!this.#putting) {
      this.#putting = true;
      setImmediate(() => void this.#putWaiting());
    }
    return done.promise;
  }

  condemn(hashes: readonly Uint8Array[], unusedSince: number): Promise<number> {
    return this.#ask({ kind: 'condemn', hashes, unusedSince });
  }

  async spare(hashes: readonly Uint8Array[]): Promise<void> {
    await this.#ask({ kind: 'spare', hashes });
  }

  remove(hashes: readonly Uint8Array[]): Promise<number> {
    return this.#ask({ kind: 'remove', hashes });
  }

  async close(): Promise<void> {
    if (this.#gone === undefined) await this.#ask({ kind: 'close' });
    await this.#exited;
  }

  async #putWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, mostTogether);
      try {
        await this.#ask({ kind: 'put', blobs: together.map(({ blob }) => blob) });
        for (const { done } of together) done.resolve();
      } catch (error) {
        for (const { done } of together) done.reject(error);
      }
    }
    this.#putting = false;
  }

  #ask(request: IndexRequest): Promise<number> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    const answer = Promise.withResolvers<number>();
    this.#asked.push(answer);
    this.#worker.postMessage(request);
    return answer.promise;
  }

  #answered(answer: IndexAnswer): void {
    const asked = this.#asked.shift();
    if ('count' in answer) asked?.resolve(answer.count);
    else asked?.reject(Object.assign(new Error('the index refuses'), answer.error));
  }

  #fail(error: unknown): void {
    this.#gone ??= error instanceof PortError ? error : portError('no more: the thread of the index failed', error);
    for (const asked of this.#asked.splice(0)) asked.reject(this.#gone);
  }
}
