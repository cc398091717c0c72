import { PostbusError } from '@postbus/errors';

export type CmsErrorCode =
  | 'malformed'
  | 'too-deep'
  | 'too-many-elements'
  | 'too-many-entries'
  | 'too-large'
  | 'unsupported-content-type'
  | 'unsupported-algorithm'
  | 'weak-algorithm'
  | 'no-content'
  | 'key-mismatch'
  | 'cannot-decrypt'
  | 'cannot-decompress'
  | 'wrong-password';

/** Why bytes cannot be read as CMS, or a message cannot be made or opened; `offset` counts bytes of what was given, where one is known. */
export class CmsError extends PostbusError<CmsErrorCode> {
  readonly offset: number | undefined;

  constructor(code: CmsErrorCode, message: string, offset?: number, options?: ErrorOptions) {
    super(code, offset === undefined ? message : `${message} (at byte ${offset})`, options);
    this.offset = offset;
  }
}
