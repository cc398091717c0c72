/** What was wrong with a message; parsing goes on after each. `offset` counts from the start of the entity's source. */
export interface MimeDefect {
  readonly code: MimeDefectCode;
  readonly offset: number;
}

export type MimeDefectCode =
  /** A line in the header that is neither a field nor a continuation. */
  | 'not-a-header-field'
  /** The body begins without the empty line. */
  | 'no-empty-line'
  /** A Content-Type that cannot be read: the default stands. RFC 2045 5.2 */
  | 'bad-content-type'
  /** Several Content-Type fields: the last one counts. */
  | 'repeated-content-type'
  /** A multipart without a boundary parameter: its body stays unread. */
  | 'no-boundary'
  /** A multipart none of whose delimiters comes. */
  | 'no-parts'
  /** A multipart without its closing delimiter. */
  | 'no-closing-boundary'
  | 'unknown-transfer-encoding'
  | 'too-deep'
  | 'too-many-parts'
  | 'too-many-headers'
  | 'too-many-header-bytes';
