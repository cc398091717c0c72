import { PostbusError } from '@postbus/errors';

export type SmimeErrorCode =
  | 'not-signed'
  | 'openpgp'
  | 'not-encrypted'
  | 'not-compressed'
  | 'no-certificates'
  | 'unreadable-content'
  | 'no-signer'
  | 'no-recipient';

/** Why a message cannot be made or opened as S/MIME; `path` is the number of the part, empty for the message itself. */
export class SmimeError extends PostbusError<SmimeErrorCode> {
  readonly path: string;

  constructor(code: SmimeErrorCode, message: string, path = '', options?: ErrorOptions) {
    super(code, path === '' ? message : `${message} (in part ${path})`, options);
    this.path = path;
  }
}
