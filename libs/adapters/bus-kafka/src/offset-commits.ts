/** Low-water marks on their way to the group's coordinator: the newest of each partition, many in one request. */

export class OffsetCommits {
  readonly #every: number;
  readonly #commit: (offsets: ReadonlyMap<number, number>) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  readonly #marks = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #committing: Promise<void> | undefined;

  /**
   * @param every milliseconds until a mark is committed
   * @param commit by partition; only called from a timer of its own or from `flush`
   */
  constructor(
    every: number,
    commit: (offsets: ReadonlyMap<number, number>) => Promise<void>,
    failed: (error: unknown) => void,
  ) {
    this.#every = every;
    this.#commit = commit;
    this.#failed = failed;
  }

  mark(partition: number, offset: number): void {
    this.#marks.set(partition, offset);
    this.#later();
  }

  /** What another member finishes from now on is not this one's to commit. */
  drop(partition: number): void {
    this.#marks.delete(partition);
  }

  /** Commits what is marked now; a failure is told and leaves the marks for later. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#committing;
    if (this.#marks.size === 0) return;
    this.#committing ??= this.#send().finally(() => (this.#committing = undefined));
    await this.#committing;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#marks.clear();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#committing === undefined) void this.flush();
      else this.#later();
    }, this.#every);
  }

  async #send(): Promise<void> {
    const offsets = new Map(this.#marks);
    try {
      await this.#commit(offsets);
    } catch (error) {
      this.#failed(error);
      if (this.#marks.size > 0) this.#later();
      return;
    }
    for (const [partition, offset] of offsets) {
      if (this.#marks.get(partition) === offset) this.#marks.delete(partition);
    }
  }
}
