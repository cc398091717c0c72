import { PostbusError } from '@postbus/errors';

/**
 * What is wrong with how a carrier is spoken to.
 * - `bad-url`: none of HTTP, or one with a name and a password in it
 * - `in-the-clear`: a password would cross a network without TLS
 * - `same-account`: two accounts of carriers have one name
 */
export type Mm7HttpErrorCode = 'bad-url' | 'in-the-clear' | 'same-account';

/** `place` is the name of the channel, or the address listened on. */
export class Mm7HttpError extends PostbusError<Mm7HttpErrorCode> {
  readonly place: string;

  constructor(code: Mm7HttpErrorCode, place: string, message: string) {
    super(code, `${place}: ${message}`);
    this.place = place;
  }
}
