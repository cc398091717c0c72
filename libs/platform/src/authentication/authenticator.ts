/**
 * Decides whether a name and a password belong together.
 * Passwords are hashed by scrypt, so many at once. One that was verified is remembered for minutes as an HMAC under a
 * key of this process, over the stored hash too, so that a changed password is another one at once. Failures slow down
 * the account and the client's address; somebody whose password was lately right at the same address is not slowed down
 * by what others try. A name that nobody has costs the same work as one that somebody has.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { type Account, type AccountId, DomainError, addressKey } from '@postbus/domain';
import { type Clock, type Directory, systemClock } from '@postbus/ports';
import { AuthenticationError } from './authentication-error.ts';
import { channels } from './channels.ts';
import { clientNetwork } from './client-network.ts';
import { FailureCounts, type FailureLimits } from './failure-counts.ts';
import { type ScryptCost, hashPassword, scryptCost, verifyPassword } from './password-hash.ts';
import { VerifiedPasswords } from './verified-passwords.ts';
import { WorkLimit } from './work-limit.ts';

export interface AuthenticatorSettings {
  /** Passwords hashed at once. Stops logins from taking all processors and 32 MiB each. */
  readonly atOnce: number;
  /** Logins that wait for that; what comes on top is refused with `too-many-logins`. */
  readonly mostWaiting: number;
  /** Milliseconds that a verified password is remembered. */
  readonly rememberFor: number;
  /** Accounts whose verified passwords are remembered. */
  readonly mostRemembered: number;
  /** Failures of one account, from anywhere. Stops guessing its password from many addresses. */
  readonly perAccount: FailureLimits;
  /** Failures from one address, or one IPv6 network of 64 bits. Stops guessing the passwords of many accounts. */
  readonly perAddress: FailureLimits;
  /** Of the hash that is verified for a name that nobody has: that of most passwords. */
  readonly cost: ScryptCost;
  readonly clock: Clock;
}

const minute = 60_000;
const defaults: AuthenticatorSettings = {
  atOnce: 2,
  mostWaiting: 100,
  rememberFor: 5 * minute,
  mostRemembered: 10_000,
  perAccount: { free: 5, firstWait: 1000, longestWait: 15 * minute, forgetAfter: 30 * minute, mostKeys: 100_000 },
  perAddress: { free: 20, firstWait: 1000, longestWait: 15 * minute, forgetAfter: 30 * minute, mostKeys: 100_000 },
  cost: scryptCost,
  clock: systemClock,
};

export class Authenticator {
  readonly #key = randomBytes(32);
  readonly #cost: ScryptCost;
  readonly #limit: WorkLimit;
  readonly #verified: VerifiedPasswords;
  readonly #byAccount: FailureCounts;
  readonly #byAddress: FailureCounts;
  #nobody: Promise<string> | undefined;

  constructor(
    private readonly directory: Directory,
    settings: Partial<AuthenticatorSettings> = {},
  ) {
    const complete = { ...defaults, ...settings };
    const { perAccount, perAddress, clock } = complete;
    this.#cost = complete.cost;
    this.#limit = new WorkLimit(complete.atOnce, complete.mostWaiting);
    this.#verified = new VerifiedPasswords(complete.rememberFor, complete.mostRemembered, clock);
    this.#byAccount = new FailureCounts(perAccount, clock);
    this.#byAddress = new FailureCounts(perAddress, clock);
  }

  /**
   * @param name an address of the account, in any case
   * @param from IP address of the client
   * @returns the account, or undefined where name and password do not belong together
   * @throws {AuthenticationError} `too-many-failures`, `too-many-logins`: nothing was looked at
   * @throws {PortError} `unavailable` where the directory is
   */
  async verify(name: string, password: string, from: string): Promise<Account | undefined> {
    const account = await this.#resolve(name);
    const address = clientNetwork(from);
    const key = account?.id ?? `nobody ${name.normalize('NFC').toLowerCase().slice(0, 320)}`;
    const fingerprint = this.#fingerprint(account, password);
    this.#refuseWhereSlowedDown(address, this.#byAddress);
    if (account !== undefined && this.#verified.cameFrom(account.id, fingerprint, address)) return account;
    this.#refuseWhereSlowedDown(key, this.#byAccount);
    if (this.#byAccount.isKnownWrong(key, fingerprint)) return this.#told('known-wrong');
    return this.#look({ account, key, address, fingerprint, password });
  }

  /** Forgets what was verified for an account that changed. */
  forget(account: AccountId): void {
    this.#verified.forget(account);
  }

  async #look(login: Login): Promise<Account | undefined> {
    const { account, key, address, fingerprint, password } = login;
    this.#byAccount.count(key);
    this.#byAddress.count(address);
    const right = await this.#isRight(account, fingerprint, password).catch((error: unknown) => {
      this.#byAccount.uncount(key);
      this.#byAddress.uncount(address);
      throw error;
    });
    if (!right || account === undefined) {
      this.#byAccount.remember(key, fingerprint);
      return this.#told('failed');
    }
    this.#byAccount.uncount(key);
    this.#byAddress.uncount(address);
    this.#verified.add(account.id, fingerprint, address);
    this.#told('succeeded');
    return account;
  }

  async #isRight(account: Account | undefined, fingerprint: string, password: string): Promise<boolean> {
    if (account !== undefined && this.#verified.has(account.id, fingerprint)) return true;
    this.#nobody ??= hashPassword(randomBytes(16).toString('hex'), this.#cost);
    const stored = account?.passwordHash ?? (await this.#nobody);
    return this.#limit.run(() => verifyPassword(stored, password));
  }

  #refuseWhereSlowedDown(key: string, counts: FailureCounts): void {
    const wait = counts.wait(key);
    if (wait === 0) return;
    this.#told('slowed-down');
    throw new AuthenticationError('too-many-failures', wait, `after too many failures no login for ${wait} ms`);
  }

  async #resolve(name: string): Promise<Account | undefined> {
    try {
      return await this.directory.resolve(addressKey(name));
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  #fingerprint(account: Account | undefined, password: string): string {
    const parts = [account?.id ?? '', account?.passwordHash ?? '', password.normalize('NFC')];
    return createHmac('sha256', this.#key).update(JSON.stringify(parts)).digest('base64');
  }

  #told(outcome: 'succeeded' | 'failed' | 'known-wrong' | 'slowed-down'): undefined {
    channels.login.publish({ outcome });
  }
}

interface Login {
  readonly account: Account | undefined;
  /** Of the failures of the account, or of the name that nobody has. */
  readonly key: string;
  readonly address: string;
  readonly fingerprint: string;
  readonly password: string;
}
