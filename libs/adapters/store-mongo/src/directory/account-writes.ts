/** What is written for an account, its addresses and its verified numbers when it comes, changes or goes. */
import { type Account, DomainError, addressKey, domainOf } from '@postbus/domain';
import { verifiedNumbers } from '@postbus/ports';
import type { Write } from '../bulk-write.ts';
import type { AccountDocument, AddressDocument } from './account-document.ts';

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

/** What a change may take away. */
const removable = ['phoneNumbers', 'textChannels', 'region'] as const;

export function writesOfNew(account: Account, lastEvent: number): Write[] {
  return [
    ...addressesOf(account).map((document): Write => ({ do: 'insert', into: 'addresses', document })),
    ...verifiedNumbers(account).map((number) => newNumber(number, account)),
    { do: 'insert', into: 'accounts', document: accountDocument(account, lastEvent) },
  ];
}

/** A new address or number is inserted, so that one which reaches another account is told by its key. */
export function writesOfChange(before: Account, after: Account, lastEvent: number): Write[] {
  const had = new Set(addressesOf(before).map(({ _id }) => _id));
  const has = addressesOf(after);
  const kept = new Set(has.map(({ _id }) => _id));
  const { _id, ...fields } = accountDocument(after, lastEvent);
  const gone = removable.filter((name) => fields[name] === undefined);
  const numbers = { before: verifiedNumbers(before), after: verifiedNumbers(after) };
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
    ...numbers.before.filter((number) => !numbers.after.includes(number)).map(goneNumber),
    ...numbers.after.filter((number) => !numbers.before.includes(number)).map((number) => newNumber(number, after)),
    {
      do: 'update',
      in: 'accounts',
      filter: { _id: _id },
      update: {
        $set: fields,
        ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((name) => [name, 1])) }),
      },
    },
  ];
}

export function writesOfRemoval(account: Account): Write[] {
  return [
    ...addressesOf(account).map(({ _id }) => goneAddress(_id)),
    ...verifiedNumbers(account).map(goneNumber),
    { do: 'delete', from: 'accounts', filter: { _id: account.id } },
  ];
}

export function noSuchAccount(id: string): DomainError {
  return new DomainError('no-such-account', id, 'there is no such account');
}

function goneAddress(key: string): Write {
  return { do: 'delete', from: 'addresses', filter: { _id: key } };
}

function newNumber(number: string, account: Account): Write {
  return { do: 'insert', into: 'phone_numbers', document: { _id: number, account: account.id } };
}

function goneNumber(number: string): Write {
  return { do: 'delete', from: 'phone_numbers', filter: { _id: number } };
}
