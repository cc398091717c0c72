/** A text message that was taken in: no other has one of its numbers. */
export interface SubmittedText {
  readonly to: readonly string[];
  /** What may come to its numbers: one of these, whole. */
  readonly texts: readonly string[];
  /** Whether its owner asked that it does not leave. */
  readonly mayBeTakenBack?: boolean;
}
