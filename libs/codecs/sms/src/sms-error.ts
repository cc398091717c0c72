import { PostbusError } from '@postbus/errors';

/**
 * What can be wrong with a short message, read or to be written.
 * - `not-encodable`: a character that the alphabet asked for lacks; `offset` is its place in the text, in UTF-16 units
 * - `too-many-parts`: more than a concatenation can number; `header-too-long`: it leaves no room for text
 * - `out-of-range`: a reference, port, language or class that its field cannot hold
 * - `header-truncated`: the header says that it is longer than the user data
 * - `element-truncated`: an information element says that it is longer than the header
 * - `user-data-truncated`: fewer bytes than the told length needs
 * - `other-message`: a part that belongs to another message than the one being joined
 * - `incomplete`: a message of which parts are missing
 */
export type SmsErrorCode =
  | 'not-encodable'
  | 'too-many-parts'
  | 'header-too-long'
  | 'out-of-range'
  | 'header-truncated'
  | 'element-truncated'
  | 'user-data-truncated'
  | 'other-message'
  | 'incomplete';

/** `offset` counts bytes from the start of the user data, or UTF-16 units of a text; 0 where there is no place. */
export class SmsError extends PostbusError<SmsErrorCode> {
  readonly offset: number;

  constructor(code: SmsErrorCode, offset: number, message: string) {
    super(code, `${message} (at ${offset})`);
    this.offset = offset;
  }
}
