/** What bounds the messages that a client sends. */
export interface ComposeLimits {
  /** Bytes of a message, with what is added to it: stops one client from filling disk and memory. */
  readonly messageBytes: number;
  /** Stops a message that makes a thousand copies of itself. */
  readonly recipients: number;
}

export const defaultComposeLimits: ComposeLimits = { messageBytes: 50 * 1024 * 1024, recipients: 500 };
