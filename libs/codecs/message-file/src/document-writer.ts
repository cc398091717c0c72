/** Text, and octets as base64 in it, put together once at the end: large values pass through no string, and no copy. */
import { utf8Bytes } from '@postbus/bytes';
import { base64Length, putBase64 } from './base64-octets.ts';

interface Piece {
  readonly octets: Uint8Array;
  readonly isBase64: boolean;
}

/** Characters of text that are kept before they become bytes. */
const textLength = 64 * 1024;

export class DocumentWriter {
  readonly #pieces: Piece[] = [];
  #texts: string[] = [];
  #characters = 0;

  text(text: string): void {
    this.#texts.push(text);
    this.#characters += text.length;
    if (this.#characters > textLength) this.#endText();
  }

  /** @param octets shared until `bytes` is called */
  base64(octets: Uint8Array): void {
    this.#endText();
    this.#pieces.push({ octets, isBase64: true });
  }

  bytes(): Uint8Array<ArrayBuffer> {
    this.#endText();
    let length = 0;
    for (const { octets, isBase64 } of this.#pieces) length += isBase64 ? base64Length(octets.length) : octets.length;
    const document = new Uint8Array(length);
    let at = 0;
    for (const { octets, isBase64 } of this.#pieces) {
      if (!isBase64) document.set(octets, at);
      at = isBase64 ? putBase64(octets, document, at) : at + octets.length;
    }
    return document;
  }

  #endText(): void {
    if (this.#characters > 0) this.#pieces.push({ octets: utf8Bytes(this.#texts.join('')), isBase64: false });
    this.#texts = [];
    this.#characters = 0;
  }
}
