import { PostbusError } from '@postbus/errors';

/** What can stop a conversion; `place` is an offset in the original MIME, or the path of an object in the message. */
export class OxcmailError extends PostbusError<'value-not-here' | 'slice-out-of-range' | 'not-for-tnef' | 'too-deep'> {
  readonly place: string;

  constructor(code: OxcmailError['code'], place: string, message: string, options?: ErrorOptions) {
    super(code, `${message} (at ${place})`, options);
    this.place = place;
  }
}
