/** The Directory: each change is one transaction over the account, its addresses, and the event that tells of it. */
import { randomUUID } from 'node:crypto';
import { type AccountChanged, accountChanged, toRecord } from '@postbus/contracts';
import { type Account, type AccountId, DomainError, addressKey, domainOf } from '@postbus/domain';
import { type MongoConnection, isDuplicateKey } from '@postbus/mongo-connection';
import type { AccountChange, Directory, NewAccount } from '@postbus/ports';
import type { ClientSession } from 'mongoose';
import type { BulkWriter, Write } from '../bulk-write.ts';
import type { OutboxWriter, PreparedEvents } from '../outbox/outbox-writer.ts';
import type { StoreCalls } from '../store-calls.ts';
import {
  type AccountDocument,
  type AddressDocument,
  type DirectoryDocuments,
  type DomainDocument,
  accountOf,
  directoryDocuments,
} from './account-document.ts';
import {
  addressesOf,
  distinctAliases,
  noSuchAccount,
  writesOfChange,
  writesOfNew,
  writesOfRemoval,
} from './account-writes.ts';

const accountsOfOnePage = 100;

export interface DirectoryParts {
  readonly mongo: MongoConnection;
  readonly calls: StoreCalls;
  readonly bulkWrite: BulkWriter;
  readonly outboxWriter: OutboxWriter;
}

/** Keys of addresses that an account is to have. */
interface Wanted {
  readonly id: AccountId;
  readonly addresses: readonly string[];
}

/** One change within its transaction: what is written, and what of the account the event tells. */
interface Change<Result> {
  readonly account: Account;
  readonly change: AccountChanged['change'];
  /** The last event of the account before this one. */
  readonly lastEvent: number;
  readonly writes: (lastEvent: number) => readonly Write[];
  readonly result: Result;
}

export class MongoDirectory implements Directory {
  readonly #parts: DirectoryParts;
  readonly #documents: DirectoryDocuments;

  constructor(parts: DirectoryParts) {
    this.#parts = parts;
    this.#documents = directoryDocuments(parts.mongo.connection);
  }

  resolve(address: string): Promise<Account | undefined> {
    return this.#parts.calls.run(async () => {
      const found = await this.#documents.addresses.findById(looseKey(address)).lean<AddressDocument>();
      return found?.account;
    });
  }

  account(id: AccountId): Promise<Account | undefined> {
    return this.#parts.calls.run(async () => {
      const found = await this.#documents.accounts.findById(id).lean<AccountDocument>();
      return found === null ? undefined : accountOf(found);
    });
  }

  accounts(page: { readonly after?: string; readonly limit?: number } = {}): Promise<Account[]> {
    return this.#parts.calls.run(async () => {
      const found = await this.#documents.accounts
        .find({ addressKey: { $gt: looseKey(page.after ?? '') } })
        .sort({ addressKey: 1 })
        .limit(page.limit ?? accountsOfOnePage)
        .lean<AccountDocument[]>();
      return found.map(accountOf);
    });
  }

  async add({ tenant, address, aliases = [], displayName, passwordHash }: NewAccount): Promise<Account> {
    const id = randomUUID();
    const account: Account = {
      id,
      tenant,
      mailbox: id,
      address,
      aliases: distinctAliases(address, aliases),
      displayName: displayName ?? address.slice(0, address.lastIndexOf('@')),
      ...(passwordHash !== undefined && { passwordHash }),
      version: 1,
    };
    const wanted = addressesOf(account).map(({ _id }) => _id);
    return this.#change({ id, addresses: wanted }, async (session) => {
      const taken = await this.#taken({ id, addresses: wanted }, session);
      if (taken !== undefined) throw taken;
      return {
        account,
        change: 'added',
        lastEvent: 0,
        writes: (lastEvent) => writesOfNew(account, lastEvent),
        result: account,
      };
    });
  }

  async change(id: AccountId, change: AccountChange): Promise<Account> {
    const wanted = [...(change.address === undefined ? [] : [change.address]), ...(change.aliases ?? [])];
    return this.#change({ id, addresses: wanted.map(addressKey) }, async (session) => {
      const present = await this.#locked(session, id);
      const before = accountOf(present);
      const { address = before.address, aliases = before.aliases } = change;
      const after: Account = {
        ...before,
        ...change,
        aliases: distinctAliases(address, aliases),
        version: before.version + 1,
      };
      return {
        account: after,
        change: 'changed',
        lastEvent: present.lastEvent,
        writes: (lastEvent) => writesOfChange(before, after, lastEvent),
        result: after,
      };
    });
  }

  remove(id: AccountId): Promise<void> {
    return this.#change({ id, addresses: [] }, async (session) => {
      const present = await this.#locked(session, id);
      const account = accountOf(present);
      return {
        account: { ...account, version: account.version + 1 },
        change: 'removed',
        lastEvent: present.lastEvent,
        writes: () => writesOfRemoval(account),
        result: undefined,
      };
    });
  }

  isLocalDomain(domain: string): Promise<boolean> {
    const key = looseKey(domain);
    return this.#parts.calls.run(async () => {
      const { domains, addresses } = this.#documents;
      const found = await Promise.all([
        domains.findById(key).lean<DomainDocument>(),
        addresses.findOne({ domain: key }, { _id: 0, domain: 1 }).lean<Pick<AddressDocument, 'domain'>>(),
      ]);
      return found.some((document) => document !== null);
    });
  }

  async addDomain(domain: string): Promise<void> {
    const _id = domainOf(addressKey(`postmaster@${domain}`));
    await this.#parts.calls.run(async () => {
      try {
        await this.#documents.domains.collection.insertOne({ _id } as never);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    });
  }

  domains(): Promise<string[]> {
    return this.#parts.calls.run(async () => {
      const [added, used] = await Promise.all([
        this.#documents.domains.find().lean<DomainDocument[]>(),
        this.#documents.addresses.distinct('domain'),
      ]);
      const all = new Set([...added.map(({ _id }) => _id), ...used]);
      return [...all].toSorted((a, b) => (a < b ? -1 : 1));
    });
  }

  /**
   * @param wanted keys of addresses that another account may have
   * @throws {DomainError} `address-taken`
   */
  async #change<Result>(wanted: Wanted, change: (session: ClientSession) => Promise<Change<Result>>): Promise<Result> {
    const { mongo, calls, bulkWrite, outboxWriter } = this.#parts;
    return calls.run(async () => {
      try {
        const { result, events } = await mongo.transaction(async (session) => {
          const step = await change(session);
          const prepared = this.#event(step);
          await bulkWrite(session, [...step.writes(prepared.last), ...prepared.writes]);
          return { result: step.result, events: prepared };
        });
        outboxWriter.committed(events);
        return result;
      } catch (error) {
        throw isDuplicateKey(error) ? ((await this.#taken(wanted)) ?? error) : error;
      }
    });
  }

  #event({ account: { id, mailbox, version }, change, lastEvent }: Change<unknown>): PreparedEvents {
    const now = this.#parts.mongo.clock.now();
    const event = toRecord(
      accountChanged,
      { account: id, mailbox, change, version },
      { id: randomUUID(), source: '/store' },
      new Date(now),
    );
    return this.#parts.outboxWriter.prepare(mailbox, [event], now, lastEvent);
  }

  /** The account, written first, so that of two who change it one conflicts. @throws {DomainError} `no-such-account` */
  async #locked(session: ClientSession, _id: AccountId): Promise<AccountDocument> {
    const found = await this.#documents.accounts
      .findOneAndUpdate({ _id }, { $inc: { version: 1 } }, { session, returnDocument: 'before' })
      .lean<AccountDocument>();
    if (found === null) throw noSuchAccount(_id);
    return found;
  }

  /** Why the addresses cannot all be the account's, if they cannot. */
  async #taken({ id, addresses }: Wanted, session?: ClientSession): Promise<DomainError | undefined> {
    const found = await this.#documents.addresses
      .findOne({ _id: { $in: addresses }, 'account.id': { $ne: id } }, { _id: 1 }, session && { session })
      .lean<Pick<AddressDocument, '_id'>>();
    if (found === null) return undefined;
    return new DomainError('address-taken', found._id, 'the address reaches another account');
  }
}

/** The key of what may be no address: then it reaches nobody. */
function looseKey(address: string): string {
  return address.normalize('NFC').toLowerCase();
}
