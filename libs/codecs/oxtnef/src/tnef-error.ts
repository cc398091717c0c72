import { PostbusError } from '@postbus/errors';

export type TnefErrorCode =
  | 'not-tnef'
  | 'too-short'
  | 'value-not-resolved'
  | 'value-not-of-type'
  | 'too-many-names'
  | 'too-deep';

/**
 * Where nothing can be read (`not-tnef`, `too-short`), or a message cannot be written (the others).
 * `place` is a byte offset (`0`) or a path in the message (`attachments/0/properties/3701`).
 */
export class TnefError extends PostbusError<TnefErrorCode> {
  readonly place: string;

  constructor(code: TnefErrorCode, place: string, message: string, options?: ErrorOptions) {
    super(code, `${message} (at ${place})`, options);
    this.place = place;
  }
}
