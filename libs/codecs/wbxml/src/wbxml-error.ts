import { PostbusError } from '@postbus/errors';

/**
 * What can be wrong with a WBXML document or with an element to encode.
 * - `truncated`: the bytes end inside a value; `end-missing`: they end inside an element
 * - `not-wbxml`: the header is not that of a WBXML 1.x document; `unsupported-charset`: it is not UTF-8
 * - `unknown-page`, `unknown-tag`, `unsupported-token`: nothing in [MS-ASWBXML] 2.1.2 has this number
 * - `attributes-not-allowed`: ActiveSync has none, [MS-ASWBXML] 2.1.1
 * - `number-too-large`: a multi-byte integer of more than 32 bits
 * - `bad-string-reference`: outside the string table
 * - `unexpected-content`: content outside the root element; `trailing-bytes`: bytes after it
 * - `too-large`, `too-deep`, `too-many-elements`, `string-too-long`: a limit
 * - `nul-in-string`: an inline string to encode holds the character that ends one
 */
export type WbxmlErrorCode =
  | 'truncated'
  | 'end-missing'
  | 'not-wbxml'
  | 'unsupported-charset'
  | 'unknown-page'
  | 'unknown-tag'
  | 'unsupported-token'
  | 'attributes-not-allowed'
  | 'number-too-large'
  | 'bad-string-reference'
  | 'unexpected-content'
  | 'trailing-bytes'
  | 'too-large'
  | 'too-deep'
  | 'too-many-elements'
  | 'string-too-long'
  | 'nul-in-string';

/** `offset` counts bytes from the start of the document, read or written. */
export class WbxmlError extends PostbusError<WbxmlErrorCode> {
  readonly offset: number;

  constructor(code: WbxmlErrorCode, offset: number, message: string) {
    super(code, `${message} at byte ${offset}`);
    this.offset = offset;
  }
}
