import { PostbusError } from '@postbus/errors';

/**
 * What can be wrong with an encoded Macintosh file.
 * - `not-applesingle`, `not-binhex`, `not-macbinary`: the bytes do not begin as that format does
 * - `truncated`: they end within what their header tells of
 * - `bad-crc`: a checksum of BinHex is not that of its bytes
 * - `bad-character`: neither one of BinHex's 64 nor a line end
 * - `too-large`: the limit on decoded bytes
 */
export type AppleFileErrorCode =
  | 'not-applesingle'
  | 'not-binhex'
  | 'not-macbinary'
  | 'truncated'
  | 'bad-crc'
  | 'bad-character'
  | 'too-large';

/** `offset` counts bytes from the start of the encoded file. */
export class AppleFileError extends PostbusError<AppleFileErrorCode> {
  readonly offset: number;

  constructor(code: AppleFileErrorCode, offset: number, message: string) {
    super(code, `${message} at byte ${offset}`);
    this.offset = offset;
  }
}
