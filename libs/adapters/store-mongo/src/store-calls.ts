/** Calls of the store: refused once it is closed, their faults in the words of the ports. */
import { faultsOf } from '@postbus/mongo-connection';
import { PortError } from '@postbus/ports';

export class StoreCalls {
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** @throws {PortError} `closed`, `unavailable`, `storage-full`, `outcome-unknown`; whatever `call` throws */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new PortError('closed', 'store', 'it is closed');
    const running = faultsOf('store', call);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Takes no more; fulfilled when all that run have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#running);
  }
}
