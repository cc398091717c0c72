import { PostbusError } from '@postbus/errors';

/** Why an operation was refused; other codes come from the ports and are passed on. */
export class AdminError extends PostbusError<
  | 'invalid-input'
  | 'no-such-device'
  | 'no-such-topic'
  | 'no-such-key'
  | 'no-such-certificate'
  | 'no-such-policy'
  | 'ambiguous-fingerprint'
  | 'not-a-certificate'
  | 'not-a-private-key'
  | 'fingerprint-differs'
  | 'address-not-named'
  | 'not-a-number'
  | 'not-a-region'
  | 'no-such-number'
  | 'no-such-opt-out'
  | 'own-sender'
  | 'no-code'
  | 'wrong-code'
  | 'no-such-operation'
  | 'not-authorized'
  | 'too-many-failures'
  | 'not-by-tls'
  | 'read-only'
  | 'not-recorded'
  | 'server-not-reached'
  | 'no-data-folder'
  | 'path-too-long'
> {}

/** A refusal by a server elsewhere, with the code that it gave. */
export class RefusedError extends PostbusError {}
