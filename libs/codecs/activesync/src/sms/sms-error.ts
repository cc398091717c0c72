import { PostbusError } from '@postbus/errors';

/**
 * What is wrong with a request that concerns text messages, though each of its elements is as described.
 * - `too-many-options`: more than two Options; `class-repeated`: two of one class
 * - `class-not-allowed`: neither the folder's own class nor, where the folder holds mail, SMS
 * - `filter-not-for-sms`: a FilterType that text messages do not have
 * - `body-not-plain`: a Body of another Type than 1; `text-too-long`, `too-many-recipients`: past a limit
 * - `text-truncated`: a text of which the client kept the rest, where all of it is to be sent
 * - `importance-out-of-range`: none of 0, 1 and 2
 * - `not-changeable`: a Change of something else than Read and Flag
 * - `no-phone-number`: a device that would send text messages and has no number
 */
export type SmsErrorCode =
  | 'too-many-options'
  | 'class-repeated'
  | 'class-not-allowed'
  | 'filter-not-for-sms'
  | 'body-not-plain'
  | 'text-too-long'
  | 'text-truncated'
  | 'too-many-recipients'
  | 'importance-out-of-range'
  | 'not-changeable'
  | 'no-phone-number';

export class SmsError extends PostbusError<SmsErrorCode> {
  /** The element, from the collection, the item or the request on: `Options[2]/Class`. */
  readonly path: string;
  /** The Status that the item, the collection or the property is answered with. */
  readonly status: number;

  constructor(code: SmsErrorCode, path: string, status: number, message: string) {
    super(code, `${path}: ${message}`);
    this.path = path;
    this.status = status;
  }
}
