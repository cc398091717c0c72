/** Where fetched bytes go in an answer: into its WBXML, or into parts of their own. [MS-ASCMD] 2.2.1.10.1, 2.2.3.130 */
import type { Body } from '@postbus/activesync';
import { utf8Bytes } from '@postbus/bytes';

export class AnswerData {
  readonly #parts: Uint8Array[] = [];
  #room: number;

  /** @param room bytes that the answer may still hold */
  constructor(
    private readonly multipart: boolean,
    room: number,
  ) {
    this.#room = room;
  }

  /** The parts after the WBXML, which is part 0. */
  get parts(): readonly Uint8Array[] {
    return this.#parts;
  }

  /** Takes `length` bytes of the room; false where there are not so many left. */
  reserve(length: number): boolean {
    if (length > this.#room) return false;
    this.#room -= length;
    return true;
  }

  /** The bytes of an attachment as properties tell them. */
  attachment(bytes: Uint8Array): { readonly Data: Uint8Array } | { readonly Part: number } {
    return this.multipart ? { Part: this.#parts.push(bytes) } : { Data: bytes };
  }

  /** A body as properties tell it. */
  body(body: Body): Body {
    const { Data, ...others } = body;
    if (!this.multipart || Data === undefined) return body;
    return { ...others, Part: this.#parts.push(typeof Data === 'string' ? utf8Bytes(Data) : Data) };
  }
}
