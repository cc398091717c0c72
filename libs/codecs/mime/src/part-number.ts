/** Numbers of parts, as IMAP counts them. RFC 3501 6.4.5 */
export interface PartNumber {
  /** Empty for the message itself. */
  readonly path: string;
  /** What the numbers of the parts of a multipart follow. */
  readonly partsAfter: string;
  /** What the 0 of an embedded message follows, and the numbers of its parts. */
  readonly messageAfter: string;
}

export const wholeMessage: PartNumber = { path: '', partsAfter: '', messageAfter: '' };

/** The `index`th part, from 1, of the multipart `outer`. */
export function partOf(outer: PartNumber, index: number): PartNumber {
  const path = `${outer.partsAfter}${index}`;
  return { path, partsAfter: `${path}.`, messageAfter: `${path}.` };
}

/** The message inside `outer`; IMAP has no number for it, and numbers its parts as if they were those of `outer`. */
export function messageIn(outer: PartNumber): PartNumber {
  const path = `${outer.messageAfter}0`;
  return { path, partsAfter: outer.messageAfter, messageAfter: `${path}.` };
}
