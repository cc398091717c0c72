/** Rows of accounts and of the addresses that reach them. */
import { type Account, type AccountId, DomainError, addressKey, domainOf } from '@postbus/domain';
import type { Connection } from './connection.ts';

interface AccountRow {
  readonly id: string;
  readonly tenant: string;
  readonly address: string;
  readonly aliases: string;
  readonly display_name: string;
  readonly password_hash: string | null;
  readonly version: number;
}

const columns = 'a.id, a.tenant, a.address, a.aliases, a.display_name, a.password_hash, a.version';

export function findAccount(connection: Connection, id: AccountId): Account | undefined {
  const row = connection.get<AccountRow>(`SELECT ${columns} FROM accounts AS a WHERE id = ?`, id);
  return row === undefined ? undefined : accountOf(row);
}

export function findAccountByAddress(connection: Connection, key: string): Account | undefined {
  const row = connection.get<AccountRow>(
    `SELECT ${columns} FROM addresses JOIN accounts AS a ON a.id = account WHERE addresses.address_key = ?`,
    key,
  );
  return row === undefined ? undefined : accountOf(row);
}

/** In the order of their addresses' keys. */
export function accountsAfter(connection: Connection, key: string, limit: number): Account[] {
  return connection
    .all<AccountRow>(
      `SELECT ${columns} FROM accounts AS a WHERE address_key > ? ORDER BY address_key LIMIT ?`,
      key,
      limit,
    )
    .map(accountOf);
}

/** Writes the account and its addresses, in place of what was there of it. @throws {DomainError} `address-taken`, `address-invalid` */
export function putAccount(connection: Connection, account: Account): void {
  const addresses = [account.address, ...account.aliases];
  connection.run('DELETE FROM addresses WHERE account = ?', account.id);
  for (const address of addresses) insertAddress(connection, account.id, address);
  connection.run(
    `INSERT OR REPLACE INTO accounts (id, tenant, address_key, address, aliases, display_name, password_hash, version)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    account.id,
    account.tenant,
    addressKey(account.address),
    account.address,
    JSON.stringify(account.aliases),
    account.displayName,
    account.passwordHash ?? null,
    account.version,
  );
}

export function deleteAccount(connection: Connection, id: AccountId): void {
  connection.run('DELETE FROM addresses WHERE account = ?', id);
  connection.run('DELETE FROM accounts WHERE id = ?', id);
}

/** Aliases that are neither the primary address nor repeated. @throws {DomainError} `address-invalid` */
export function distinctAliases(address: string, aliases: readonly string[]): string[] {
  const byKey = new Map(aliases.map((alias) => [addressKey(alias), alias]));
  byKey.delete(addressKey(address));
  return [...byKey.values()];
}

function insertAddress(connection: Connection, account: AccountId, address: string): void {
  const key = addressKey(address);
  const { changes } = connection.run(
    'INSERT OR IGNORE INTO addresses (address_key, account, domain) VALUES (?, ?, ?)',
    key,
    account,
    domainOf(key),
  );
  if (changes === 0) throw new DomainError('address-taken', address, 'the address reaches another account');
}

function accountOf(row: AccountRow): Account {
  return {
    id: row.id,
    tenant: row.tenant,
    mailbox: row.id,
    address: row.address,
    aliases: JSON.parse(row.aliases) as string[],
    displayName: row.display_name,
    ...(row.password_hash !== null && { passwordHash: row.password_hash }),
    version: row.version,
  };
}
