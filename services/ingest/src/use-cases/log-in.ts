import type { Account } from '@postbus/domain';
import { PostbusError } from '@postbus/errors';
import { IngestError } from '../ingest-error.ts';

/** Checks passwords; what the platform gives. */
export interface Passwords {
  /**
   * The account, or undefined where name and password do not belong together. `from` is the address of the client.
   * @throws {PostbusError} `too-many-failures` where it was not looked at for that
   */
  verify(name: string, password: string, from: string): Promise<Account | undefined>;
}

export interface LoginNames {
  /** Whom the login wants to act for; empty: itself. RFC 4616 2 */
  readonly authorization: string;
  readonly user: string;
  readonly password: string;
}

/** Finds the account of a login. */
export class LogIn {
  readonly #passwords: Passwords;

  constructor(passwords: Passwords) {
    this.#passwords = passwords;
  }

  /**
   * Acting for somebody else is refused like a wrong password.
   * @throws {IngestError} `login-refused`, `login-slowed` after too many failures, `login-unavailable`
   */
  async execute({ authorization, user, password }: LoginNames, from: string): Promise<Account> {
    const account = await this.#verify(user, password, from);
    const forItself = authorization === '' || authorization === user;
    if (account === undefined || !forItself)
      throw new IngestError('login-refused', user, 'name and password do not belong together');
    return account;
  }

  async #verify(user: string, password: string, from: string): Promise<Account | undefined> {
    try {
      return await this.#passwords.verify(user, password, from);
    } catch (cause) {
      if (cause instanceof PostbusError && cause.code === 'too-many-failures') {
        throw new IngestError('login-slowed', user, 'too many logins failed');
      }
      throw new IngestError('login-unavailable', user, 'the password cannot be checked', { cause });
    }
  }
}
