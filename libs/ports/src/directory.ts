/** Accounts and their addresses, and the domains that are ours. */
import type { Account, AccountId, PhoneNumber, TenantId } from '@postbus/domain';

export interface NewAccount {
  readonly tenant: TenantId;
  readonly address: string;
  readonly aliases?: readonly string[];
  readonly displayName?: string;
  readonly phoneNumbers?: readonly PhoneNumber[];
  readonly textChannels?: readonly string[];
  readonly region?: string;
  readonly passwordHash?: string;
}

/** What is absent stays; null removes. */
export interface AccountChange {
  readonly address?: string;
  readonly aliases?: readonly string[];
  readonly displayName?: string;
  /** In the place of all that there are; of a number that comes twice the last is kept. */
  readonly phoneNumbers?: readonly PhoneNumber[] | null;
  readonly textChannels?: readonly string[] | null;
  readonly region?: string | null;
  readonly passwordHash?: string;
}

/** Every call may throw {PortError} `unavailable`: then nothing is known, which is not the same as unknown. */
export interface Directory {
  /** The account that `address` (primary or alias, in any case) reaches. */
  resolve(address: string): Promise<Account | undefined>;
  /** The account whose verified number it is (E.164). */
  resolveNumber(number: string): Promise<Account | undefined>;
  account(id: AccountId): Promise<Account | undefined>;
  /** In the order of addresses. */
  accounts(page?: { readonly after?: string; readonly limit?: number }): Promise<Account[]>;
  /**
   * Also puts `account.changed.v1` in the outbox, as `change` and `remove` do.
   * @throws {DomainError} `address-taken`, `address-invalid`, `number-taken` where a verified number is another account's
   */
  add(account: NewAccount): Promise<Account>;
  /** @throws {DomainError} `no-such-account`, `address-taken`, `address-invalid`, `number-taken` */
  change(id: AccountId, change: AccountChange): Promise<Account>;
  /** The mailbox is removed by `MailStore.deleteMailbox`. @throws {DomainError} `no-such-account` */
  remove(id: AccountId): Promise<void>;
  /** Whether mail for `domain` (lower case) is for here: a domain added, or the domain of an account. */
  isLocalDomain(domain: string): Promise<boolean>;
  addDomain(domain: string): Promise<void>;
  domains(): Promise<string[]>;
}
