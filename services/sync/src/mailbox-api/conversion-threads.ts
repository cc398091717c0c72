/**
 * Conversion beside the thread that serves phones: at most so many messages at once, each in a thread of its own, so
 * that memory is bounded by their number and a message that never ends takes one thread with it.
 */
import { Worker } from 'node:worker_threads';
import { ApiError } from './api-error.ts';
import type { ThreadAnswer, ThreadRequest } from './conversion-thread.ts';

export interface ThreadLimits {
  readonly threads: number;
  /** Heap of a thread, mebibytes. Stops a message whose structures exhaust memory. */
  readonly memory: number;
  /** Milliseconds of one conversion. Stops one that never ends. */
  readonly time: number;
  /** Requests that wait for a thread. Stops clients that ask for more than can be done. */
  readonly mostWaiting: number;
}

export interface Conversion {
  readonly bytes: Uint8Array;
  readonly defects: readonly string[];
}

/** The source where tests run it as it is, else what the build made of it. */
const isSource = import.meta.url.endsWith('.ts');
const threadFile = new URL(isSource ? './conversion-thread.ts' : './conversion-thread.js', import.meta.url);
const execArgv = isSource ? ['--conditions=@postbus/source'] : [];

export class ConversionThreads {
  readonly #limits: ThreadLimits;
  readonly #all = new Set<Worker>();
  readonly #idle = new Set<Worker>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(limits: ThreadLimits) {
    this.#limits = limits;
  }

  /**
   * Runs one conversion when its turn comes.
   * @param request makes what the thread gets; only then is anything read
   * @throws {ApiError} `busy`, `cannot-convert`; what `request` throws; the signal's reason
   */
  async run(request: () => Promise<ThreadRequest>, signal: AbortSignal): Promise<Conversion> {
    await this.#turn(signal);
    try {
      return await this.#inThread(await request());
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
    }
  }

  /** Ends all threads; what they work on fails. */
  async close(): Promise<void> {
    this.#idle.clear();
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#busy >= this.#limits.threads) {
      if (this.#waiting.length >= this.#limits.mostWaiting)
        throw new ApiError('busy', 'too many conversions wait already', { retryable: true });
      await this.#wait(signal);
    }
    this.#busy++;
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        signal.removeEventListener('abort', gone);
        resolve();
      };
      const gone = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(signal.reason as Error);
      };
      this.#waiting.push(turn);
      signal.addEventListener('abort', gone, { once: true });
    });
  }

  async #inThread(request: ThreadRequest): Promise<Conversion> {
    const [worker = this.#start()] = this.#idle;
    this.#idle.delete(worker);
    const answer = await this.#ask(worker, request);
    if (answer === undefined) {
      void worker.terminate();
      throw new ApiError('cannot-convert', 'the conversion took too long, or too much memory');
    }
    this.#idle.add(worker);
    if ('failure' in answer) throw new ApiError('cannot-convert', `${answer.code}: ${answer.failure}`);
    return answer;
  }

  #start(): Worker {
    const worker = new Worker(threadFile, {
      execArgv,
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memory },
    });
    this.#all.add(worker);
    // Its exit follows, and is what counts.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      this.#all.delete(worker);
      this.#idle.delete(worker);
    });
    return worker;
  }

  /** @returns undefined where the thread died, or took too long */
  #ask(worker: Worker, request: ThreadRequest): Promise<ThreadAnswer | undefined> {
    return new Promise((resolve) => {
      const end = (answer?: ThreadAnswer): void => {
        clearTimeout(timer);
        worker.off('message', end).off('exit', nothing);
        resolve(answer);
      };
      const nothing = (): void => end();
      const timer = setTimeout(nothing, this.#limits.time);
      worker.once('message', end).once('exit', nothing).postMessage(request);
    });
  }
}
