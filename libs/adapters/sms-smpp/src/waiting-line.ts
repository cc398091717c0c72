/** First come, first served; whoever waits may leave. */
export class WaitingLine<Item> {
  #items: { item: Item | undefined }[] = [];
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns leaves the line; nothing happens where the item was taken already */
  add(item: Item): () => void {
    const place: { item: Item | undefined } = { item };
    this.#items.push(place);
    this.#size++;
    return () => {
      if (place.item === undefined) return;
      place.item = undefined;
      this.#size--;
    };
  }

  take(): Item | undefined {
    while (this.#head < this.#items.length) {
      const place = this.#items[this.#head++]!;
      this.#compact();
      const { item } = place;
      if (item === undefined) continue;
      place.item = undefined;
      this.#size--;
      return item;
    }
    return undefined;
  }

  /** Places that were taken or left are dropped once they are half of all. */
  #compact(): void {
    if (this.#head < 64 || this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
