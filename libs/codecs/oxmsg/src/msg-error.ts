import { PostbusError } from '@postbus/errors';

export type MsgErrorCode =
  | 'not-a-msg'
  | 'name-invalid'
  | 'too-deep'
  | 'too-large'
  | 'too-many-names'
  | 'value-not-of-type'
  | 'value-not-resolved';

/** Why there is no message to be had, or why one cannot be written; `place` is the path of a storage, stream or property. */
export class MsgError extends PostbusError<MsgErrorCode> {
  readonly place: string;

  constructor(code: MsgErrorCode, place: string, message: string, options?: ErrorOptions) {
    super(code, `${message} (at ${place})`, options);
    this.place = place;
  }
}
