import { PostbusError } from '@postbus/errors';

/** What of a command of `postbus smime` cannot be done; errors of messages and keys have their own classes. */
export class SmimeCommandError extends PostbusError<
  | 'no-key'
  | 'no-certificate'
  | 'needs-password'
  | 'not-a-key-file'
  | 'not-a-certificate-file'
  | 'bad-recipient'
  | 'standard-input-taken'
  | 'encrypted'
  | 'no-such-part'
> {}
