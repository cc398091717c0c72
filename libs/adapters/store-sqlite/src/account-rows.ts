/** Rows of accounts, and of the addresses and numbers that reach them. */
import { type Account, type AccountId, DomainError, type PhoneNumber, addressKey, domainOf } from '@postbus/domain';
import { verifiedNumbers } from '@postbus/ports';
import type { Connection } from './connection.ts';

interface AccountRow {
  readonly id: string;
  readonly tenant: string;
  readonly address: string;
  readonly aliases: string;
  readonly display_name: string;
  readonly phone_numbers: string | null;
  readonly text_channels: string | null;
  readonly region: string | null;
  readonly password_hash: string | null;
  readonly version: number;
}

const columns = `a.id, a.tenant, a.address, a.aliases, a.display_name, a.phone_numbers, a.text_channels, a.region,
  a.password_hash, a.version`;

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

export function findAccountByNumber(connection: Connection, number: string): Account | undefined {
  const row = connection.get<AccountRow>(
    `SELECT ${columns} FROM phone_numbers JOIN accounts AS a ON a.id = account WHERE number = ?`,
    number,
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

/**
 * Writes the account, its addresses and its verified numbers, in place of what was there of it.
 * @throws {DomainError} `address-taken`, `address-invalid`, `number-taken`
 */
export function putAccount(connection: Connection, account: Account): void {
  deleteReached(connection, account.id);
  for (const address of [account.address, ...account.aliases]) insertAddress(connection, account.id, address);
  for (const number of verifiedNumbers(account)) insertNumber(connection, account.id, number);
  const { phoneNumbers, textChannels, region = null, passwordHash = null } = account;
  connection.run(
    `INSERT OR REPLACE INTO accounts (id, tenant, address_key, address, aliases, display_name, phone_numbers,
       text_channels, region, password_hash, version)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    account.id,
    account.tenant,
    addressKey(account.address),
    account.address,
    JSON.stringify(account.aliases),
    account.displayName,
    phoneNumbers === undefined ? null : JSON.stringify(phoneNumbers),
    textChannels === undefined ? null : JSON.stringify(textChannels),
    region,
    passwordHash,
    account.version,
  );
}

export function deleteAccount(connection: Connection, id: AccountId): void {
  deleteReached(connection, id);
  connection.run('DELETE FROM accounts WHERE id = ?', id);
}

/** Forgets by what the account is reached. */
function deleteReached(connection: Connection, id: AccountId): void {
  connection.run('DELETE FROM addresses WHERE account = ?', id);
  connection.run('DELETE FROM phone_numbers WHERE account = ?', id);
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

function insertNumber(connection: Connection, account: AccountId, number: string): void {
  const { changes } = connection.run(
    'INSERT OR IGNORE INTO phone_numbers (number, account) VALUES (?, ?)',
    number,
    account,
  );
  if (changes === 0) throw new DomainError('number-taken', number, 'the number is of another account');
}

function accountOf(row: AccountRow): Account {
  return {
    id: row.id,
    tenant: row.tenant,
    mailbox: row.id,
    address: row.address,
    aliases: JSON.parse(row.aliases) as string[],
    displayName: row.display_name,
    ...(row.phone_numbers !== null && { phoneNumbers: JSON.parse(row.phone_numbers) as PhoneNumber[] }),
    ...(row.text_channels !== null && { textChannels: JSON.parse(row.text_channels) as string[] }),
    ...(row.region !== null && { region: row.region }),
    ...(row.password_hash !== null && { passwordHash: row.password_hash }),
    version: row.version,
  };
}
