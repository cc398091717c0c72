import { PostbusError } from '@postbus/errors';

/**
 * What can be wrong with a vCard, read or to be written.
 * - `not-a-vcard`: no line is BEGIN:VCARD
 * - `too-many-lines`, `too-many-properties`: the limits on lines, and on content lines
 * - `value-not-here`: a value to write lies outside the Message object, and nothing was given to read it; `offset` is 0
 */
export type VCardErrorCode = 'not-a-vcard' | 'too-many-lines' | 'too-many-properties' | 'value-not-here';

/** `offset` counts bytes from the start of the file. */
export class VCardError extends PostbusError<VCardErrorCode> {
  readonly offset: number;

  constructor(code: VCardErrorCode, offset: number, message: string) {
    super(code, `${message} at byte ${offset}`);
    this.offset = offset;
  }
}
