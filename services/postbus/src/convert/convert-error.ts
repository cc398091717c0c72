import { PostbusError } from '@postbus/errors';

/** Why a file could not be converted; the message names what was expected. */
export class ConvertError extends PostbusError<
  'format-not-supported' | 'not-json' | 'bad-mime-member' | 'output-is-input' | 'output-taken'
> {}
