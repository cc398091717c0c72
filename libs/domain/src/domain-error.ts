import { PostbusError } from '@postbus/errors';

/** Rules of the domain that a call broke. `subject` is the id of what it broke on. */
export class DomainError extends PostbusError<
  | 'access-denied'
  | 'no-such-mailbox'
  | 'no-such-folder'
  | 'no-such-message'
  | 'folder-exists'
  | 'folder-name-invalid'
  | 'folder-is-special'
  | 'folder-would-cycle'
  | 'changed-meanwhile'
  | 'counter-exhausted'
  | 'address-invalid'
  | 'address-taken'
  | 'number-taken'
  | 'no-such-account'
> {
  readonly subject: string;

  constructor(code: DomainError['code'], subject: string | number, message: string) {
    super(code, `${message} (${subject})`);
    this.subject = String(subject);
  }
}
