/** One worker thread with the requests that it holds. When it dies or stalls, all of them fail. */
import { Worker } from 'node:worker_threads';
import type { TrustMaterial } from '../smime/smime-tasks.ts';
import { ConversionError } from '../use-cases/conversion.ts';
import type { Answer, Request, ResultOf, Task } from './protocol.ts';

export interface ThreadLimits {
  /** Heap of a thread, mebibytes: stops a message whose structures exhaust memory. */
  readonly memory: number;
  /** Milliseconds for a message, plus as many again for each 10 MB: stops one that never ends. */
  readonly time: number;
}

interface Held {
  readonly bytes: number;
  readonly resolve: (result: never) => void;
  readonly reject: (error: ConversionError) => void;
  readonly timer: NodeJS.Timeout;
}

const largeUnit = 10_000_000;
/** The source where tests run it as it is, else what the build made of it. */
const threadFile = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url);
const sourceOptions = import.meta.url.endsWith('.ts') ? ['--conditions=@postbus/source'] : [];

export class ConversionThread {
  readonly #worker: Worker;
  readonly #limits: ThreadLimits;
  readonly #held = new Map<number, Held>();
  #bytes = 0;
  #next = 1;
  /** What the thread was told to trust last. */
  #trust: TrustMaterial | undefined;

  /** @param onEnd called once when the thread is gone, whatever the reason */
  constructor(limits: ThreadLimits, onEnd: (thread: ConversionThread) => void) {
    this.#limits = limits;
    this.#worker = new Worker(threadFile, {
      resourceLimits: { maxOldGenerationSizeMb: limits.memory },
      execArgv: sourceOptions,
    });
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#failAll('worker-crashed', error));
    this.#worker.on('exit', () => {
      this.#failAll('worker-crashed');
      onEnd(this);
    });
  }

  /** Requests held. */
  get load(): number {
    return this.#held.size;
  }

  /** Bytes of the requests held. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * @param raw its buffer goes to the thread and is empty afterwards, unless it is shared with other data
   * @param trust of tasks that ask for it
   */
  run<Asked extends Task>(raw: Uint8Array, task: Asked, trust?: TrustMaterial): Promise<ResultOf<Asked>> {
    const { promise, resolve, reject } = Promise.withResolvers<ResultOf<Asked>>();
    const id = this.#next++;
    const bytes = raw.length;
    const time = this.#limits.time * (1 + bytes / largeUnit) + this.#held.size * this.#limits.time;
    const timer = setTimeout(() => this.#stalled(), time);
    this.#held.set(id, { bytes, resolve, reject, timer });
    this.#bytes += bytes;
    const whole = raw.buffer instanceof ArrayBuffer && raw.byteLength === raw.buffer.byteLength;
    const isNews = trust !== undefined && trust.version !== this.#trust?.version;
    const request: Request = { id, raw, task, ...(isNews && { trust }) };
    if (isNews) this.#trust = trust;
    this.#worker.postMessage(request, whole ? [raw.buffer] : []);
    return promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #answered(answer: Answer): void {
    const held = this.#release(answer.id);
    if (held === undefined) return;
    if ('result' in answer) return held.resolve(answer.result as never);
    const { failure, reason } = answer;
    held.reject(new ConversionError('conversion-failed', failure, { reason }));
  }

  #stalled(): void {
    this.#failAll('timed-out');
    void this.#worker.terminate();
  }

  #failAll(code: 'timed-out' | 'worker-crashed', cause?: unknown): void {
    for (const id of this.#held.keys()) {
      const message = code === 'timed-out' ? 'the work took too long' : 'the worker thread ended';
      this.#release(id)?.reject(new ConversionError(code, message, { cause }));
    }
  }

  #release(id: number): Held | undefined {
    const held = this.#held.get(id);
    if (held === undefined) return undefined;
    this.#held.delete(id);
    this.#bytes -= held.bytes;
    clearTimeout(held.timer);
    return held;
  }
}
