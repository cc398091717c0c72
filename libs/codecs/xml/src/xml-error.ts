import { PostbusError } from '@postbus/errors';

/**
 * What can be wrong with an XML document.
 * - `not-well-formed`: against the grammar of XML 1.0 or of its namespaces; `undeclared-prefix`: a prefix without a namespace
 * - `document-type`: a document type, with whatever it declares; `unknown-entity`: a reference to none of the five
 * - `too-large`, `too-deep`, `too-many-elements`: the limits
 */
export type XmlErrorCode =
  | 'not-well-formed'
  | 'undeclared-prefix'
  | 'document-type'
  | 'unknown-entity'
  | 'too-large'
  | 'too-deep'
  | 'too-many-elements';

/** `offset` counts UTF-16 units from the start of the text; `reason` is the message without it. */
export class XmlError extends PostbusError<XmlErrorCode> {
  readonly offset: number;
  readonly reason: string;

  constructor(code: XmlErrorCode, offset: number, reason: string) {
    super(code, `${reason} (at ${offset})`);
    this.offset = offset;
    this.reason = reason;
  }
}
