import { PostbusError } from '@postbus/errors';

/**
 * What can be wrong with a message of MM7, read or to be written.
 * - `not-soap`: no envelope where one must be; `soap-version`: an envelope of another SOAP than 1.1
 * - `not-well-formed`, `document-type`, `unknown-entity`, `too-large`, `too-deep`, `too-many-elements`: of its XML
 * - `not-understood`: a header that must be understood and is not known
 * - `unknown-schema`: a version of MM7 that is not known here; `unknown-operation`: one that is none of its messages
 * - `missing-element`, `repeated-element`, `bad-value`: an element that is absent, there twice, or says nothing that it may
 * - `content-missing`: the content is referred to and not there
 * - `not-in-schema`: to be written, an element that the version chosen does not have
 */
export type Mm7ErrorCode =
  | 'not-soap'
  | 'soap-version'
  | 'not-well-formed'
  | 'document-type'
  | 'unknown-entity'
  | 'too-large'
  | 'too-deep'
  | 'too-many-elements'
  | 'not-understood'
  | 'unknown-schema'
  | 'unknown-operation'
  | 'missing-element'
  | 'repeated-element'
  | 'bad-value'
  | 'content-missing'
  | 'not-in-schema';

export interface Mm7ErrorOptions extends ErrorOptions {
  /** That of the message, as far as it could be read: the answer has it too. */
  readonly transactionId?: string;
}

/** `offset` counts UTF-16 units in the envelope; 0 where there is no place. */
export class Mm7Error extends PostbusError<Mm7ErrorCode> {
  readonly offset: number;
  readonly reason: string;
  readonly transactionId: string | undefined;

  constructor(code: Mm7ErrorCode, offset: number, reason: string, options: Mm7ErrorOptions = {}) {
    super(code, `${reason} (at ${offset})`, options);
    this.offset = offset;
    this.reason = reason;
    this.transactionId = options.transactionId;
  }
}
