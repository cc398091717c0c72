/** What is written for an account and its addresses when it comes, changes or goes. */
import { type Account, DomainError, addressKey, domainOf } from '@postbus/domain';
import type { Write } from '../bulk-write.ts';
import type { AccountDocument, AddressDocument } from './account-document.ts';

/** Aliases that are neither the primary address nor repeated. @throws {DomainError} `address-invalid` */
export function distinctAliases(address: string, aliases: readonly string[]): string[] {
  const byKey = new Map(aliases.map((alias) => [addressKey(alias), alias]));
  byKey.delete(addressKey(address));
  return [...byKey.values()];
}

/** @throws {DomainError} `address-invalid` */
export function addressesOf(account: Account): AddressDocument[] {
  return [account.address, ...account.aliases].map((address) => {
    const key = addressKey(address);
    return { _id: key, domain: domainOf(key), account };
  });
}

export function accountDocument({ id, ...account }: Account, lastEvent: number): AccountDocument {
  return { _id: id, ...account, addressKey: addressKey(account.address), lastEvent };
}

export function writesOfNew(account: Account, lastEvent: number): Write[] {
  return [
    ...addressesOf(account).map((document): Write => ({ do: 'insert', into: 'addresses', document })),
    { do: 'insert', into: 'accounts', document: accountDocument(account, lastEvent) },
  ];
}

/** A new address is inserted, so that one which reaches another account is told by its key. */
export function writesOfChange(before: Account, after: Account, lastEvent: number): Write[] {
  const had = new Set(addressesOf(before).map(({ _id }) => _id));
  const has = addressesOf(after);
  const kept = new Set(has.map(({ _id }) => _id));
  const { _id, ...fields } = accountDocument(after, lastEvent);
  return [
    ...[...had].filter((key) => !kept.has(key)).map((key) => goneAddress(key)),
    ...has.map((document): Write =>
      had.has(document._id)
        ? {
            do: 'update',
            in: 'addresses',
            filter: { _id: document._id },
            update: { $set: { account: after } },
          }
        : { do: 'insert', into: 'addresses', document },
    ),
    { do: 'update', in: 'accounts', filter: { _id: _id }, update: { $set: fields } },
  ];
}

export function writesOfRemoval(account: Account): Write[] {
  return [
    ...addressesOf(account).map(({ _id }) => goneAddress(_id)),
    { do: 'delete', from: 'accounts', filter: { _id: account.id } },
  ];
}

export function noSuchAccount(id: string): DomainError {
  return new DomainError('no-such-account', id, 'there is no such account');
}

function goneAddress(key: string): Write {
  return { do: 'delete', from: 'addresses', filter: { _id: key } };
}
