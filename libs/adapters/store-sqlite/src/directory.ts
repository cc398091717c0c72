/** The Directory over the same file. */
import { randomUUID } from 'node:crypto';
import { type AccountChanged, accountChanged, toRecord } from '@postbus/contracts';
import { type Account, type AccountId, DomainError, addressKey, domainOf } from '@postbus/domain';
import {
  type AccountChange,
  type Clock,
  type Directory,
  type NewAccount,
  accountAdded,
  accountAfter,
} from '@postbus/ports';
import {
  accountsAfter,
  deleteAccount,
  findAccount,
  findAccountByAddress,
  findAccountByNumber,
  putAccount,
} from './account-rows.ts';
import type { Connection } from './connection.ts';
import type { AfterCommit, GroupCommit } from './group-commit.ts';
import type { OutboxWriter } from './outbox-rows.ts';

const accountsOfOnePage = 100;

export class SqliteDirectory implements Directory {
  readonly #connection: Connection;
  readonly #commits: GroupCommit;
  readonly #outbox: OutboxWriter;
  readonly #clock: Clock;

  constructor(connection: Connection, commits: GroupCommit, outbox: OutboxWriter, clock: Clock) {
    this.#connection = connection;
    this.#commits = commits;
    this.#outbox = outbox;
    this.#clock = clock;
  }

  async resolve(address: string): Promise<Account | undefined> {
    return findAccountByAddress(this.#connection, looseKey(address));
  }

  async resolveNumber(number: string): Promise<Account | undefined> {
    return findAccountByNumber(this.#connection, number);
  }

  async account(id: AccountId): Promise<Account | undefined> {
    return findAccount(this.#connection, id);
  }

  async accounts(page: { readonly after?: string; readonly limit?: number } = {}): Promise<Account[]> {
    return accountsAfter(this.#connection, looseKey(page.after ?? ''), page.limit ?? accountsOfOnePage);
  }

  async add(added: NewAccount): Promise<Account> {
    const account = accountAdded(randomUUID(), added);
    return this.#commits.write((afterCommit) => {
      putAccount(this.#connection, account);
      this.#tell(account, 'added', afterCommit);
      return account;
    });
  }

  change(id: AccountId, change: AccountChange): Promise<Account> {
    return this.#commits.write((afterCommit) => {
      const account = accountAfter(this.#existing(id), change);
      putAccount(this.#connection, account);
      this.#tell(account, 'changed', afterCommit);
      return account;
    });
  }

  remove(id: AccountId): Promise<void> {
    return this.#commits.write((afterCommit) => {
      const present = this.#existing(id);
      deleteAccount(this.#connection, id);
      this.#tell({ ...present, version: present.version + 1 }, 'removed', afterCommit);
    });
  }

  async isLocalDomain(domain: string): Promise<boolean> {
    const key = domain.normalize('NFC').toLowerCase();
    const found = this.#connection.get(
      'SELECT 1 FROM domains WHERE domain = ?1 UNION ALL SELECT 1 FROM addresses WHERE domain = ?1 LIMIT 1',
      key,
    );
    return found !== undefined;
  }

  async addDomain(domain: string): Promise<void> {
    const key = domainOf(addressKey(`postmaster@${domain}`));
    await this.#commits.write(
      () => void this.#connection.run('INSERT OR IGNORE INTO domains (domain) VALUES (?)', key),
    );
  }

  async domains(): Promise<string[]> {
    const rows = this.#connection.all<{ readonly domain: string }>(
      'SELECT domain FROM domains UNION SELECT domain FROM addresses ORDER BY domain',
    );
    return rows.map(({ domain }) => domain);
  }

  #existing(id: AccountId): Account {
    const account = findAccount(this.#connection, id);
    if (account === undefined) throw new DomainError('no-such-account', id, 'there is no such account');
    return account;
  }

  #tell({ id, mailbox, version }: Account, change: AccountChanged['change'], afterCommit: AfterCommit): void {
    const now = this.#clock.now();
    const event = toRecord(
      accountChanged,
      { account: id, mailbox, change, version },
      { id: randomUUID(), source: '/store' },
      new Date(now),
    );
    this.#outbox.put(mailbox, [event], now, afterCommit);
  }
}

/** The key of what may be no address: then it reaches nobody. */
function looseKey(address: string): string {
  return address.normalize('NFC').toLowerCase();
}
