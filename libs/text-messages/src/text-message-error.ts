import { PostbusError } from '@postbus/errors';

/** Why nothing was done about a text message. */
export class TextMessageError extends PostbusError<
  /** A recipient that cannot be dialled; `message` tells which one by its place, from 1. */
  | 'not-a-number'
  /** No channel and no device is what was chosen to send it. */
  | 'no-such-sender'
  /** The mailbox has none of that id. */
  | 'no-such-text-message'
  /** Part of it has left, or it has ended. */
  | 'not-waiting'
  /** It was submitted and nobody looked at it yet. */
  | 'not-planned'
  /** It is known what became of it: nothing is sent again. */
  | 'not-unknown'
  /** A carrier may have it, and what carriers may have is not sent again here. */
  | 'may-not-send'
  /** The item with its text is gone. */
  | 'no-such-message'
  /** The id was used for another message. */
  | 'id-taken'
> {}
