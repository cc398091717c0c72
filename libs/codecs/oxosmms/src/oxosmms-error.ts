import { PostbusError } from '@postbus/errors';

/**
 * What can be wrong with a text message or its presentation.
 * - `not-well-formed`: XML that is none; `not-smil`: XML of something else
 * - `document-type`: a document type with declarations of its own; `unknown-entity`: a reference to none of the five
 * - `too-large`, `too-deep`, `too-many-elements`: the limits of a presentation
 * - `not-a-number`: a recipient without a telephone number; `not-an-account-guid`: no GUID in braces
 * - `not-a-message-class`: a suffix that makes no message class
 * - `value-not-here`: a value lies outside the object, and nothing was given to read it
 */
export type OxosmmsErrorCode =
  | 'not-well-formed'
  | 'not-smil'
  | 'document-type'
  | 'unknown-entity'
  | 'too-large'
  | 'too-deep'
  | 'too-many-elements'
  | 'not-a-number'
  | 'not-an-account-guid'
  | 'not-a-message-class'
  | 'value-not-here';

/** `place` is an offset in the text of a presentation, in UTF-16 units, or the path of a value in a message (`recipients/0`). */
export class OxosmmsError extends PostbusError<OxosmmsErrorCode> {
  readonly place: string;

  constructor(code: OxosmmsErrorCode, place: string | number, message: string) {
    super(code, `${message} (at ${place})`);
    this.place = String(place);
  }
}
