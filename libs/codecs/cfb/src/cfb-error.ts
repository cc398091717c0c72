import { PostbusError } from '@postbus/errors';

export type CfbErrorCode =
  | 'not-a-compound-file'
  | 'no-directory'
  | 'invalid-name'
  | 'duplicate-name'
  | 'stream-size'
  | 'too-large';

/** Why bytes are no compound file, or why none can be written; `place` is a byte offset (`30`) or the path of an entry (`/a/b`). */
export class CfbError extends PostbusError<CfbErrorCode> {
  readonly place: string;

  constructor(code: CfbErrorCode, place: string, message: string, options?: ErrorOptions) {
    super(code, `${message} (at ${place})`, options);
    this.place = place;
  }
}
