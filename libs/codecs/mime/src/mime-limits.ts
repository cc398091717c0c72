/** What bounds a parse. Past a limit the parser notes a defect and leaves the rest of that structure unread. */
export interface MimeLimits {
  /** Entities inside one another. Stops nesting bombs, which make every reader of the tree recurse. */
  readonly depth: number;
  /** Entities of one message. Stops messages made of a million empty parts. */
  readonly parts: number;
  /** Header fields of one message with all its parts. Stops fields of three bytes that cost ten times that in memory. */
  readonly headers: number;
  /** Bytes of one entity's header. Stops headers that no reader could show or fold. */
  readonly headerBytes: number;
  /** Messages under a transfer encoding inside one another. Stops bombs that decode the same bytes again at each depth. */
  readonly encodedMessages: number;
}

export const defaultMimeLimits: MimeLimits = {
  depth: 100,
  parts: 10_000,
  headers: 100_000,
  headerBytes: 2 * 1024 * 1024,
  encodedMessages: 3,
};
