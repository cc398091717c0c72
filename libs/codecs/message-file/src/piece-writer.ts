/** Text and octets one after another, so that large octets pass through no string. */
import { concat, utf8Bytes } from '@postbus/bytes';

/** Characters of text that are kept before they become bytes. */
const textLength = 64 * 1024;

export class PieceWriter {
  readonly #pieces: Uint8Array[] = [];
  #texts: string[] = [];
  #length = 0;

  text(text: string): void {
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#length > textLength) this.#flush();
  }

  octets(octets: Uint8Array): void {
    this.#flush();
    this.#pieces.push(octets);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    this.#flush();
    return concat(this.#pieces);
  }

  #flush(): void {
    if (this.#length > 0) this.#pieces.push(utf8Bytes(this.#texts.join('')));
    this.#texts = [];
    this.#length = 0;
  }
}
