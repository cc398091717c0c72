/**
 * Conversion, and the work of S/MIME, in a pool of worker threads. Small messages wait in a thread behind a few others;
 * a large one has a thread to itself, and never the last one, so that it holds up no small one. What may have crashed a
 * thread runs alone.
 */
import { availableParallelism } from 'node:os';
import { fromStored } from '@postbus/mapi';
import { conversionEnded } from '../channels.ts';
import type { Opened, OpenTask, Plan, PlanTask, ProtectTask, Protected, TrustMaterial } from '../smime/smime-tasks.ts';
import type { GatewayTask, TextResult, TextTask } from '../text/text-tasks.ts';
import { type Conversion, ConversionError, type ConversionOptions, type Converted } from '../use-cases/conversion.ts';
import type { ReadGatewayMms, TextWork } from '../use-cases/text-work.ts';
import type { SmimeWork, TrustingOptions } from '../use-cases/smime-work.ts';
import type { WorkOptions } from '../use-cases/work-options.ts';
import { ConversionThread, type ThreadLimits } from './conversion-thread.ts';
import type { ResultOf, Task } from './protocol.ts';

export interface PoolOptions extends ThreadLimits {
  /** Threads; 0: as many as there are cores, at least two. */
  readonly threads: number;
}

/** Bytes from which a message is large. */
const large = 1_000_000;
/** Small messages that one thread holds, so that it need not wait for the next. */
const deepest = 4;

interface Waiting {
  readonly raw: Uint8Array;
  readonly task: Task;
  readonly trust: TrustMaterial | undefined;
  readonly signal: AbortSignal;
  readonly alone: boolean;
  readonly resolve: (result: Promise<never>) => void;
}

export class ConversionPool implements Conversion, SmimeWork, TextWork {
  readonly #options: PoolOptions;
  readonly #size: number;
  readonly #threads = new Set<ConversionThread>();
  /** Threads that hold a message to itself. */
  readonly #exclusive = new Set<ConversionThread>();
  /** A thread that takes nothing more, so that one that must be alone comes to its turn. */
  #reserved: ConversionThread | undefined;
  #waiting: Waiting[] = [];
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#size = Math.max(2, options.threads === 0 ? availableParallelism() : options.threads);
    for (let index = 0; index < this.#size; index++) this.#start();
  }

  async convert(raw: Uint8Array, options: ConversionOptions): Promise<Converted> {
    options.signal.throwIfAborted();
    const started = performance.now();
    const bytes = raw.length;
    const tell = (outcome: string): void =>
      conversionEnded.publish({ bytes, duration: performance.now() - started, outcome });
    try {
      const task = { kind: 'convert', receivedAt: options.receivedAt } as const;
      const { message, summary, form } = await this.#scheduled(raw, task, options);
      tell('converted');
      return { object: fromStored(message), summary, ...(form !== undefined && { form }) };
    } catch (error) {
      tell(error instanceof ConversionError ? error.code : 'thrown');
      throw error;
    }
  }

  plan(raw: Uint8Array, task: PlanTask, options: TrustingOptions): Promise<Plan> {
    return this.#scheduled(raw, task, options);
  }

  protect(raw: Uint8Array, task: ProtectTask, options: WorkOptions): Promise<Protected> {
    return this.#scheduled(raw, task, options);
  }

  open(raw: Uint8Array, task: OpenTask, options: TrustingOptions): Promise<Opened | undefined> {
    return this.#scheduled(raw, task, options);
  }

  text(raw: Uint8Array, task: TextTask, options: WorkOptions): Promise<TextResult> {
    return this.#scheduled(raw, task, options);
  }

  async gateway(raw: Uint8Array, task: GatewayTask, options: WorkOptions): Promise<ReadGatewayMms | undefined> {
    const read = await this.#scheduled(raw, task, options);
    return read && { ...read, object: fromStored(read.message) };
  }

  /** Reads what is to be trusted. @throws {ConversionError} `conversion-failed` where it cannot be, with the file */
  async readTrust(trust: TrustMaterial): Promise<void> {
    const signal = new AbortController().signal;
    await this.#scheduled(new Uint8Array(), { kind: 'read-trust' }, { isolated: false, signal, trust });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const aborted = new ConversionError('aborted', 'the pool is closed');
    for (const { resolve } of this.#waiting.splice(0)) resolve(Promise.reject(aborted));
    await Promise.all([...this.#threads].map((thread) => thread.close()));
  }

  async #scheduled<Asked extends Task>(
    raw: Uint8Array,
    task: Asked,
    { isolated, signal, trust }: WorkOptions & { readonly trust?: TrustMaterial },
  ): Promise<ResultOf<Asked>> {
    signal.throwIfAborted();
    if (this.#closed) throw new ConversionError('aborted', 'the pool is closed');
    return new Promise((resolve) => {
      this.#waiting.push({ raw, task, trust, signal, alone: isolated || raw.length >= large, resolve });
      this.#assign();
    });
  }

  /** Gives waiting messages to threads, in their order; one that must be alone lets those behind it pass. */
  #assign(): void {
    const stillWaiting: Waiting[] = [];
    for (const waiting of this.#waiting) {
      const thread = waiting.alone ? this.#idleThread() : this.#sharedThread();
      if (thread === undefined) stillWaiting.push(waiting);
      else this.#run(thread, waiting);
    }
    this.#waiting = stillWaiting;
  }

  #run(thread: ConversionThread, { raw, task, trust, signal, alone, resolve }: Waiting): void {
    if (signal.aborted) return resolve(Promise.reject(new ConversionError('aborted', 'no longer wanted')));
    if (alone) this.#exclusive.add(thread);
    const result = thread.run(raw, task, trust);
    const ended = (): void => {
      if (alone) this.#exclusive.delete(thread);
      this.#assign();
    };
    result.then(ended, ended);
    resolve(result as Promise<never>);
  }

  #idleThread(): ConversionThread | undefined {
    if (this.#exclusive.size >= this.#size - 1) return undefined;
    const idle = [...this.#threads].find((thread) => thread.load === 0);
    this.#reserved = idle === undefined ? (this.#reserved ?? this.#sharedThread()) : undefined;
    return idle;
  }

  #sharedThread(): ConversionThread | undefined {
    let best: ConversionThread | undefined;
    for (const thread of this.#threads) {
      const free = thread !== this.#reserved && !this.#exclusive.has(thread) && thread.load < deepest;
      if (free && (best === undefined || thread.load < best.load)) best = thread;
    }
    return best;
  }

  #start(): void {
    const thread = new ConversionThread(this.#options, (ended) => {
      this.#threads.delete(ended);
      this.#exclusive.delete(ended);
      if (this.#reserved === ended) this.#reserved = undefined;
      if (this.#closed) return;
      this.#start();
      this.#assign();
    });
    this.#threads.add(thread);
  }
}
