const never = new AbortController().signal;

/** Places beside each other, of which there may be more or fewer at any time; first come, first served. */
export class Places {
  readonly #most: () => number;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  /** @param most how many there are now */
  constructor(most: () => number) {
    this.#most = most;
  }

  /** Waits for a place. @returns how to leave it; undefined where `signal` came first */
  async take(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    if (this.#taken < this.#most()) return this.#taking();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const given = (): void => resolve(true);
    const aborted = (): void => {
      // A place that was given meanwhile is taken.
      if (this.#waiting.delete(given)) resolve(false);
    };
    this.#waiting.add(given);
    signal.addEventListener('abort', aborted, { once: true });
    const isGiven = await promise;
    signal.removeEventListener('abort', aborted);
    return isGiven ? this.#leaving() : undefined;
  }

  /**
   * As `take`, for `patience` milliseconds at most, where no more wait already than leave in that time as it seems:
   * `turns` times as many as there are places.
   */
  async takeSoon(signal: AbortSignal, patience: number, turns: number): Promise<(() => void) | undefined> {
    if (this.#taken < this.#most() || signal.aborted) return this.take(signal);
    if (this.#waiting.size >= turns * this.#most()) return undefined;
    return this.take(AbortSignal.any([signal, AbortSignal.timeout(patience)]));
  }

  /** Has `work` done at a place. @throws what `work` throws */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const leave = (await this.take(never))!;
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** There may be more places than before. */
  changed(): void {
    for (const given of this.#waiting) {
      if (this.#taken >= this.#most()) return;
      this.#waiting.delete(given);
      this.#taken++;
      given();
    }
  }

  #taking(): () => void {
    this.#taken++;
    return this.#leaving();
  }

  #leaving(): () => void {
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      this.#taken--;
      this.changed();
    };
  }
}
