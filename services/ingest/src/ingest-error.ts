import { PostbusError } from '@postbus/errors';

/** Why a message, a sender or a recipient is not taken. `subject` is the address or the id of the message. */
export class IngestError extends PostbusError<
  | 'unknown-recipient'
  | 'relay-denied'
  | 'directory-away'
  | 'sender-not-owned'
  | 'author-not-owned'
  | 'author-missing'
  | 'login-refused'
  | 'login-slowed'
  | 'login-unavailable'
  | 'too-many-hops'
  | 'storage-full'
  | 'not-kept'
> {
  readonly subject: string;

  constructor(code: IngestError['code'], subject: string, message: string, options: ErrorOptions = {}) {
    super(code, `${message} (${subject})`, { ...options, retryable: passing.has(code) });
    this.subject = subject;
  }
}

const passing: ReadonlySet<string> = new Set([
  'directory-away',
  'login-slowed',
  'login-unavailable',
  'storage-full',
  'not-kept',
]);
