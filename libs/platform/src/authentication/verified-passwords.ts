/** Passwords verified lately, by account: a fingerprint of each, and the client addresses that it came from. */
import type { AccountId } from '@postbus/domain';
import type { Clock } from '@postbus/ports';

interface Verified {
  readonly fingerprint: string;
  readonly until: number;
  readonly addresses: Set<string>;
}

/** Addresses remembered for an account: a person's phone, desk and the places between. */
const mostAddresses = 16;

export class VerifiedPasswords {
  readonly #verified = new Map<AccountId, Verified>();

  constructor(
    private readonly rememberFor: number,
    private readonly most: number,
    private readonly clock: Clock,
  ) {}

  /** Whether the account's password was verified to be this one. */
  has(account: AccountId, fingerprint: string): boolean {
    return this.#current(account)?.fingerprint === fingerprint;
  }

  /** Whether it was verified for a client at `address`. */
  cameFrom(account: AccountId, fingerprint: string, address: string): boolean {
    const verified = this.#current(account);
    return verified?.fingerprint === fingerprint && verified.addresses.has(address);
  }

  /** Remembers it, or the address beside it; that does not make the memory longer. */
  add(account: AccountId, fingerprint: string, address: string): void {
    const known = this.#current(account);
    const verified =
      known?.fingerprint === fingerprint
        ? known
        : { fingerprint, until: this.clock.now() + this.rememberFor, addresses: new Set<string>() };
    if (verified.addresses.size < mostAddresses) verified.addresses.add(address);
    this.#verified.delete(account);
    this.#verified.set(account, verified);
    const [oldest] = this.#verified.keys();
    if (this.#verified.size > this.most && oldest !== undefined) this.#verified.delete(oldest);
  }

  forget(account: AccountId): void {
    this.#verified.delete(account);
  }

  #current(account: AccountId): Verified | undefined {
    const verified = this.#verified.get(account);
    if (verified === undefined || this.clock.now() < verified.until) return verified;
    this.#verified.delete(account);
    return undefined;
  }
}
