import { PostbusError } from '@postbus/errors';

/**
 * How a request or a response differs from its description.
 * - `wrong-root`: it is another message
 * - `missing-element`, `repeated-element`, `too-many-elements`: it comes too seldom or too often
 * - `unexpected-element`: nothing of this name belongs there; `not-in-version`: not in this protocol version
 * - `unexpected-content`: text among child elements, or child elements in a text
 * - `bad-value`: not of the element's type; `out-of-range`, `too-long`, `too-short`: of its type, past its limits
 */
export type MessageErrorCode =
  | 'wrong-root'
  | 'missing-element'
  | 'repeated-element'
  | 'too-many-elements'
  | 'unexpected-element'
  | 'not-in-version'
  | 'unexpected-content'
  | 'bad-value'
  | 'out-of-range'
  | 'too-long'
  | 'too-short';

export interface MessageErrorPlace {
  /** Elements from the root down, a number where there are several: `Sync/Collections/Collection[2]/SyncKey`. */
  readonly path: string;
  /** The byte of the document where that element starts, where it was read from one. */
  readonly offset: number | undefined;
  /** The Status with which [MS-ASCMD] answers a request that is wrong there. */
  readonly status: number;
}

export class MessageError extends PostbusError<MessageErrorCode> implements MessageErrorPlace {
  readonly path: string;
  readonly offset: number | undefined;
  readonly status: number;

  constructor(code: MessageErrorCode, place: MessageErrorPlace, message: string) {
    super(code, `${place.path}: ${message}${place.offset === undefined ? '' : ` at byte ${place.offset}`}`);
    this.path = place.path;
    this.offset = place.offset;
    this.status = place.status;
  }
}
