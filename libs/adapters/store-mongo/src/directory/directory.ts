/** The Directory: each change is one transaction over the account, its addresses, and the event that tells of it. */
import { randomUUID } from 'node:crypto';
import { type AccountChanged, accountChanged, toRecord } from '@postbus/contracts';
import { type Account, type AccountId, DomainError, addressKey, domainOf } from '@postbus/domain';
import { type MongoConnection, isDuplicateKey } from '@postbus/mongo-connection';
import {
  type AccountChange,
  type Directory,
  type NewAccount,
  accountAdded,
  accountAfter,
  verifiedNumbers,
} from '@postbus/ports';
import type { ClientSession } from 'mongoose';
import type { BulkWriter, Write } from '../bulk-write.ts';
import type { OutboxWriter, PreparedEvents } from '../outbox/outbox-writer.ts';
import type { StoreCalls } from '../store-calls.ts';
import {
  type AccountDocument,
  type AddressDocument,
  type DirectoryDocuments,
  type DomainDocument,
  type NumberDocument,
  accountOf,
  directoryDocuments,
} from './account-document.ts';
import { addressesOf, noSuchAccount, writesOfChange, writesOfNew, writesOfRemoval } from './account-writes.ts';

const accountsOfOnePage = 100;

export interface DirectoryParts {
  readonly mongo: MongoConnection;
  readonly calls: StoreCalls;
  readonly bulkWrite: BulkWriter;
  readonly outboxWriter: OutboxWriter;
}

/** Keys of addresses, and verified numbers, that an account is to have. */
interface Wanted {
  readonly id: AccountId;
  readonly addresses: readonly string[];
  readonly numbers: readonly string[];
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

  /** The account is read after the number: what it has then counts. */
  resolveNumber(number: string): Promise<Account | undefined> {
    return this.#parts.calls.run(async () => {
      const found = await this.#documents.numbers.findById(number).lean<NumberDocument>();
      const document = found && (await this.#documents.accounts.findById(found.account).lean<AccountDocument>());
      if (document === null || !verifiedNumbers(document).includes(number)) return undefined;
      return accountOf(document);
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

  async add(added: NewAccount): Promise<Account> {
    const id = randomUUID();
    const account = accountAdded(id, added);
    const addresses = addressesOf(account).map(({ _id }) => _id);
    const wanted = { id, addresses, numbers: verifiedNumbers(account) };
    return this.#change(wanted, async (session) => {
      const taken = await this.#taken(wanted, session);
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
    const { address, aliases = [], phoneNumbers } = change;
    const addresses = [...(address === undefined ? [] : [address]), ...aliases].map(addressKey);
    const numbers = verifiedNumbers({ phoneNumbers: phoneNumbers ?? [] });
    return this.#change({ id, addresses, numbers }, async (session) => {
      const present = await this.#locked(session, id);
      const before = accountOf(present);
      const after = accountAfter(before, change);
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
    return this.#change({ id, addresses: [], numbers: [] }, async (session) => {
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
   * @param wanted what another account may have
   * @throws {DomainError} `address-taken`, `number-taken`
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

  /** Why the addresses and numbers cannot all be the account's, if they cannot. */
  async #taken({ id, addresses, numbers }: Wanted, session?: ClientSession): Promise<DomainError | undefined> {
    const options = session && { session };
    const address = await this.#documents.addresses
      .findOne({ _id: { $in: addresses }, 'account.id': { $ne: id } }, { _id: 1 }, options)
      .lean<Pick<AddressDocument, '_id'>>();
    if (address !== null) return new DomainError('address-taken', address._id, 'the address reaches another account');
    if (numbers.length === 0) return undefined;
    const number = await this.#documents.numbers
      .findOne({ _id: { $in: numbers }, account: { $ne: id } }, { _id: 1 }, options)
      .lean<Pick<NumberDocument, '_id'>>();
    if (number !== null) return new DomainError('number-taken', number._id, 'the number is of another account');
    return undefined;
  }
}

/** The key of what may be no address: then it reaches nobody. */
function looseKey(address: string): string {
  return address.normalize('NFC').toLowerCase();
}
