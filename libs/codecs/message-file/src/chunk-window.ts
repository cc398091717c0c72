/** The part of a stream that is held: chunks are added behind, what is done with leaves in front. */

/** Bytes that are made room for at least. */
const smallest = 256 * 1024;

export class ChunkWindow {
  #room: Uint8Array;
  #start = 0;
  #end: number;
  #dropped = 0;

  /** @param bytes what is held at first; it is read, never written to */
  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.#room = bytes;
    this.#end = bytes.length;
  }

  /** What is held. It stays as it is when more is added, so that parts of it may be handed out. */
  get bytes(): Uint8Array {
    return this.#room.subarray(this.#start, this.#end);
  }

  /** Offset of the first byte held, from the start of the stream. */
  get offset(): number {
    return this.#dropped;
  }

  add(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#room.length) this.#makeRoom(chunk.length);
    this.#room.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  drop(count: number): void {
    this.#start += count;
    this.#dropped += count;
  }

  /** Twice what is held, so that bytes are copied once on average; the old room is left to what was handed out. */
  #makeRoom(more: number): void {
    const held = this.bytes;
    this.#room = new Uint8Array(Math.max(smallest, 2 * (held.length + more)));
    this.#room.set(held);
    this.#start = 0;
    this.#end = held.length;
  }
}
