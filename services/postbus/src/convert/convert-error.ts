import { PostbusError } from '@postbus/errors';

/** Why an input gives no output; the message names what was expected. */
export class ConvertError extends PostbusError<
  'output-is-input' | 'output-taken' | 'one-output-only' | 'no-messages' | 'not-a-file'
> {}
