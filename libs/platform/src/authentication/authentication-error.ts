import { PostbusError } from '@postbus/errors';

/** Why a login was not looked at. All pass by themselves. */
export class AuthenticationError extends PostbusError<'too-many-failures' | 'too-many-logins'> {
  /** Milliseconds after which trying again may help. */
  readonly retryAfter: number;

  constructor(code: AuthenticationError['code'], retryAfter: number, message: string) {
    super(code, message, { retryable: true });
    this.retryAfter = retryAfter;
  }
}

/** A stored password hash that cannot be one; the place is in the text, the text is never shown. */
export class PasswordHashError extends PostbusError<'not-a-password-hash' | 'too-costly'> {}
