/** The near side of the thread that copies the log into the database. */
import { Worker } from 'node:worker_threads';

export class Checkpointer {
  readonly #worker: Worker;
  #running = false;

  constructor(file: string) {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const script = new URL(`./checkpoint-thread.${extension}`, import.meta.url);
    this.#worker = new Worker(script, { workerData: { file }, execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', () => (this.#running = false));
    // Without it a commit copies the log now and then, which takes its time and does no harm.
    this.#worker.on('error', () => (this.#running = true));
  }

  /** Copies what is in the log now; nothing while it does so already. */
  run(): void {
    if (this.#running) return;
    this.#running = true;
    this.#worker.postMessage('checkpoint');
  }

  async close(): Promise<void> {
    this.#running = true;
    // A process that has nothing else to do must not end before.
    this.#worker.ref();
    this.#worker.postMessage('close');
    await new Promise((resolve) => this.#worker.once('exit', resolve));
  }
}
