/** Bounds the bytes that are worked on at once, first come, first served. */
export class ByteBudget {
  readonly #most: number;
  #taken = 0;
  readonly #waiting: { readonly bytes: number; readonly admit: () => void }[] = [];

  /** @param most bytes at once; one that is larger is admitted alone */
  constructor(most: number) {
    this.#most = most;
  }

  /** Bytes admitted now. */
  get taken(): number {
    return this.#taken;
  }

  /** Runs `work` once `bytes` are free. @throws the signal's reason while it waits, and whatever `work` throws */
  async within<Result>(bytes: number, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    await this.#admission(bytes, signal);
    try {
      return await work();
    } finally {
      this.#taken -= bytes;
      this.#admitWaiting();
    }
  }

  #admission(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && this.#fits(bytes)) {
      this.#taken += bytes;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const entry = {
        bytes,
        admit: (): void => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(signal.reason as Error);
        this.#admitWaiting();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(entry);
    });
  }

  #fits(bytes: number): boolean {
    return this.#taken === 0 || this.#taken + bytes <= this.#most;
  }

  #admitWaiting(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#taken += next.bytes;
      next.admit();
    }
  }
}
