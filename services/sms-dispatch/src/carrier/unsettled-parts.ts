/** Parts that were given to the channel and whose outcome is not stored yet: news of them waits for that. */
export class UnsettledParts {
  readonly #parts = new Map<string, Promise<void>>();

  /** @param name `nameByReference` of the part @returns to be called once its outcome is stored */
  add(name: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#parts.set(name, promise);
    return () => {
      if (this.#parts.get(name) === promise) this.#parts.delete(name);
      resolve();
    };
  }

  async settled(name: string): Promise<void> {
    await this.#parts.get(name);
  }
}
