/**
 * Whose mail is signed, encrypted, verified, decrypted. What was found is kept for a few seconds, so that mail of
 * installations without S/MIME costs one look at the store in that time, and other mail one a few seconds for an address.
 */
import { type MailboxId, type SmimePolicy, addressKey } from '@postbus/domain';
import type { Clock, Directory, SmimeStore } from '@postbus/ports';

/** Milliseconds until a change of a policy counts at the latest. */
const freshFor = 5_000;
/** Addresses kept; stops mail for ever new ones from filling the memory. */
const mostKept = 10_000;

interface Kept<Value> {
  readonly value: Value;
  /** When it was asked for. */
  readonly at: number;
}

/** A clock that was set back makes nothing fresh. */
const isFresh = ({ at }: Kept<unknown>, now: number): boolean => now >= at && now - at < freshFor;

export class SmimePolicies {
  #any: Kept<boolean> | undefined;
  readonly #byOwner = new Map<string, Kept<SmimePolicy | undefined>>();

  constructor(
    private readonly store: SmimeStore,
    private readonly directory: Directory,
    private readonly clock: Clock,
  ) {}

  /** Whether there is any policy at all. @throws {PortError} `unavailable` */
  async any(): Promise<boolean> {
    const now = this.clock.now();
    if (this.#any === undefined || !isFresh(this.#any, now)) {
      const value = (await this.store.policies({ limit: 1 })).length > 0;
      this.#any = { value, at: now };
    }
    return this.#any.value;
  }

  /**
   * The policy of `address`, else that of the account that owns it, else that of its domain: nobody gets around a policy by
   * writing under an alias.
   * @throws {PortError} `unavailable`
   */
  async of(address: string, owner: MailboxId): Promise<SmimePolicy | undefined> {
    const now = this.clock.now();
    const key = `${owner} ${keyOf(address)}`;
    const kept = this.#byOwner.get(key);
    if (kept !== undefined && isFresh(kept, now)) return kept.value;
    const value = await this.#find(address, owner);
    if (this.#byOwner.size >= mostKept) this.#byOwner.clear();
    this.#byOwner.set(key, { value, at: now });
    return value;
  }

  async #find(address: string, owner: MailboxId): Promise<SmimePolicy | undefined> {
    const own = await this.store.policyFor(address);
    if (own?.subject === keyOf(address)) return own;
    const account = await this.directory.account(owner);
    return (account && (await this.store.policy(account.address))) ?? own;
  }
}

function keyOf(address: string): string {
  try {
    return addressKey(address);
  } catch {
    return address;
  }
}
