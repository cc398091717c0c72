/** What is wrong in a .msg file of which a message could be made all the same. */
import type { CfbDefectCode } from '@postbus/cfb';

export type MsgDefectCode =
  | CfbDefectCode
  | 'no-property-stream'
  | 'property-stream-length'
  | 'property-invalid'
  | 'property-twice'
  | 'property-without-entry'
  | 'property-without-name'
  | 'name-invalid'
  | 'value-missing'
  | 'value-length'
  | 'object-missing'
  | 'count-differs';

export interface MsgDefect {
  readonly code: MsgDefectCode;
  /** Path of the storage or stream: `/__attach_version1.0_#00000000/__substg1.0_37010102`; `/` for the compound file itself. */
  readonly place: string;
  /** Bytes from the start of the stream, or of the file where `place` is `/`. */
  readonly offset?: number;
  /** One sentence: what was wrong and what became of it. */
  readonly message: string;
}

/** Collects defects up to a limit: a file made of nothing but defects must not fill the memory with reports. */
export class MsgDefectList {
  readonly list: MsgDefect[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(code: MsgDefectCode, place: string, message: string, offset?: number): void {
    if (this.list.length > this.#most) return;
    if (this.list.length === this.#most)
      this.list.push({ code: 'more-defects', place, message: 'there are more defects than are listed' });
    else this.list.push({ code, place, message, ...(offset === undefined ? {} : { offset }) });
  }
}
