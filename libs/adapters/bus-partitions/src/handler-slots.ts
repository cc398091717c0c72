/** How many handlers of one subscription run beside each other; who waits for a place gets it in the order of asking. */
export class HandlerSlots {
  #free: number;
  readonly #waiting: (() => Promise<void>)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Runs `task`, which never rejects, now or when a place is free. */
  offer(task: () => Promise<void>): void {
    this.#waiting.push(task);
    this.#start();
  }

  #start(): void {
    while (this.#free > 0) {
      const task = this.#waiting.shift();
      if (task === undefined) return;
      void this.#run(task);
    }
  }

  async #run(task: () => Promise<void>): Promise<void> {
    this.#free--;
    await task();
    this.#free++;
    this.#start();
  }
}
