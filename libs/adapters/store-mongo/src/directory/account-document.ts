/**
 * Accounts, every address and number that reaches one, and domains added. An address is a document with a copy of its account, so
 * that whoever asks for an address of a recipient is answered by one read of one document; and no two accounts can have
 * the same, however the collection is sharded.
 */
import type { Account, AccountId } from '@postbus/domain';
import type { IndexSpec } from '@postbus/mongo-connection';
import { type Connection, type Model, Schema } from 'mongoose';
import { number, plainDocuments, text } from '../as-it-is.ts';

export interface AccountDocument extends Omit<Account, 'id'> {
  readonly _id: string;
  /** Of the primary address: accounts are listed in its order. */
  readonly addressKey: string;
  /** The highest id given to an event of the account in the outbox. */
  readonly lastEvent: number;
}

export interface AddressDocument {
  /** The address's key. */
  readonly _id: string;
  readonly domain: string;
  readonly account: Account;
}

/** A verified number of an account. */
export interface NumberDocument {
  /** E.164. */
  readonly _id: string;
  readonly account: AccountId;
}

export interface DomainDocument {
  /** Lower case. */
  readonly _id: string;
}

export interface DirectoryDocuments {
  readonly accounts: Model<AccountDocument>;
  readonly addresses: Model<AddressDocument>;
  readonly numbers: Model<NumberDocument>;
  readonly domains: Model<DomainDocument>;
}

export const directoryIndexes: readonly IndexSpec[] = [
  { collection: 'accounts', name: 'by_address', key: { addressKey: 1 } },
  { collection: 'addresses', name: 'by_domain', key: { domain: 1 } },
];

const traits = {
  tenant: text,
  mailbox: text,
  address: text,
  aliases: { type: [String], required: true },
  displayName: { type: String, default: '' },
  phoneNumbers: { type: Schema.Types.Mixed },
  textChannels: { type: Schema.Types.Mixed },
  region: String,
  passwordHash: String,
  version: number,
} as const;

export function directoryDocuments(connection: Connection): DirectoryDocuments {
  const account = new Schema<AccountDocument>(
    { _id: text, ...traits, addressKey: text, lastEvent: number },
    plainDocuments,
  );
  const copy = new Schema<Account>({ id: text, ...traits }, { ...plainDocuments, _id: false });
  const address = new Schema<AddressDocument>(
    { _id: text, domain: text, account: { type: copy, required: true } },
    plainDocuments,
  );
  const phoneNumber = new Schema<NumberDocument>({ _id: text, account: text }, plainDocuments);
  const domain = new Schema<DomainDocument>({ _id: text }, plainDocuments);
  return {
    accounts: connection.model<AccountDocument>('Account', account, 'accounts'),
    addresses: connection.model<AddressDocument>('Address', address, 'addresses'),
    numbers: connection.model<NumberDocument>('PhoneNumber', phoneNumber, 'phone_numbers'),
    domains: connection.model<DomainDocument>('Domain', domain, 'domains'),
  };
}

export function accountOf(document: AccountDocument): Account {
  const { _id: id, addressKey: _, lastEvent: __, ...account } = document;
  return { id, ...account };
}
