/** The SmimeStore: a document an entry, one write each. */
import {
  type SmimeCertificate,
  type SmimeKey,
  type SmimePolicy,
  addressKey,
  smimePolicySubject,
  smimePolicySubjects,
} from '@postbus/domain';
import { isDuplicateKey } from '@postbus/mongo-connection';
import type { SmimePage, SmimeStore } from '@postbus/ports';
import type { Connection, mongo } from 'mongoose';
import type { StoreCalls } from '../store-calls.ts';
import {
  type SmimeCertificateDocument,
  type SmimeDocuments,
  binary,
  certificateOf,
  entryId,
  keyOf,
  ofAddress,
  policyOf,
  smimeDocuments,
} from './smime-documents.ts';

const entriesOfOnePage = 100;
/** Upserts of one document that meet another's insert. */
const mostTries = 5;
/** Bytes come as a Buffer. */
const reading = { promoteBuffers: true };

export class MongoSmimeStore implements SmimeStore {
  readonly #documents: SmimeDocuments;
  readonly #calls: StoreCalls;

  constructor(connection: Connection, calls: StoreCalls) {
    this.#documents = smimeDocuments(connection);
    this.#calls = calls;
  }

  putKey(key: SmimeKey): Promise<void> {
    return this.#calls.run(async () => {
      const entry = { ...key, address: addressKey(key.address) };
      const document = { ...entry, certificates: key.certificates.map(binary), sealed: binary(key.sealed) };
      await put(this.#documents.keys, { _id: entryId(entry) }, document);
    });
  }

  keys(address: string): Promise<SmimeKey[]> {
    return this.#calls.run(async () =>
      (await newestFirst(this.#documents.keys, ofAddress(looseKey(address)))).map(keyOf),
    );
  }

  allKeys(page: SmimePage = {}): Promise<SmimeKey[]> {
    return this.#calls.run(async () => (await entriesOf(this.#documents.keys, page)).map(keyOf));
  }

  resealKey(key: SmimeKey, sealed: Uint8Array): Promise<boolean> {
    return this.#calls.run(async () => {
      const before = { _id: looseId(key.address, key.fingerprint), sealed: binary(key.sealed) };
      const { matchedCount } = await this.#documents.keys.updateOne(before, { $set: { sealed: binary(sealed) } });
      return matchedCount > 0;
    });
  }

  removeKey(address: string, fingerprint: string): Promise<boolean> {
    return this.#remove(this.#documents.keys, looseId(address, fingerprint));
  }

  putCertificate(given: SmimeCertificate): Promise<void> {
    return this.#calls.run(async () => {
      const entry = { ...given, address: addressKey(given.address) };
      const document = { ...entry, certificate: binary(entry.certificate), issuers: entry.issuers.map(binary) };
      const { certificates } = this.#documents;
      const _id = entryId(entry);
      if (entry.source === 'given') await put(certificates, { _id }, document);
      else await putLearned(certificates, _id, document);
    });
  }

  certificates(address: string): Promise<SmimeCertificate[]> {
    return this.#calls.run(async () =>
      (await newestFirst(this.#documents.certificates, ofAddress(looseKey(address)))).map(certificateOf),
    );
  }

  allCertificates(page: SmimePage = {}): Promise<SmimeCertificate[]> {
    return this.#calls.run(async () => (await entriesOf(this.#documents.certificates, page)).map(certificateOf));
  }

  removeCertificate(address: string, fingerprint: string): Promise<boolean> {
    return this.#remove(this.#documents.certificates, looseId(address, fingerprint));
  }

  putPolicy(policy: SmimePolicy): Promise<void> {
    return this.#calls.run(async () => {
      const { subject, ...document } = policy;
      await put(this.#documents.policies, { _id: smimePolicySubject(subject) }, document);
    });
  }

  policy(subject: string): Promise<SmimePolicy | undefined> {
    return this.#calls.run(async () => {
      const found = await this.#documents.policies.findOne({ _id: looseKey(subject) });
      return found === null ? undefined : policyOf(found);
    });
  }

  policyFor(address: string): Promise<SmimePolicy | undefined> {
    const subjects = smimePolicySubjects(address);
    return this.#calls.run(async () => {
      const found = await this.#documents.policies.find({ _id: { $in: [...subjects] } }).toArray();
      const [first] = subjects.flatMap((subject) => found.filter(({ _id }) => _id === subject));
      return first && policyOf(first);
    });
  }

  policies(page: { readonly after?: string; readonly limit?: number } = {}): Promise<SmimePolicy[]> {
    const { after = '', limit = entriesOfOnePage } = page;
    return this.#calls.run(async () => {
      const wanted = { _id: { $gt: looseKey(after) } };
      return (await this.#documents.policies.find(wanted).sort({ _id: 1 }).limit(limit).toArray()).map(policyOf);
    });
  }

  removePolicy(subject: string): Promise<boolean> {
    return this.#remove(this.#documents.policies, looseKey(subject));
  }

  #remove<Document extends Keyed>(documents: mongo.Collection<Document>, _id: string): Promise<boolean> {
    return this.#calls.run(async () => (await documents.deleteOne({ _id } as mongo.Filter<Document>)).deletedCount > 0);
  }
}

interface Keyed {
  readonly _id: string;
}

/** Of several that insert the same document at once, all but the first find it when they try again. */
async function put<Document extends Keyed>(
  documents: mongo.Collection<Document>,
  filter: Keyed & { readonly source?: 'learned' },
  document: Omit<Document, '_id'>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const update = { $set: document } as unknown as mongo.UpdateFilter<Document>;
      await documents.updateOne(filter, update, { upsert: true });
      return;
    } catch (error) {
      if (!isDuplicateKey(error) || attempt === mostTries) throw error;
    }
  }
}

/** Where one was given there is none that was learned, and the insert finds the `_id` taken. */
async function putLearned(
  documents: SmimeDocuments['certificates'],
  _id: string,
  document: Omit<SmimeCertificateDocument, '_id'>,
): Promise<void> {
  if ((await documents.findOne({ _id, source: 'given' }, { projection: { _id: 1 } })) !== null) return;
  try {
    await put(documents, { _id, source: 'learned' }, document);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

function newestFirst<Document extends Keyed>(
  documents: mongo.Collection<Document>,
  filter: object,
): Promise<mongo.WithId<Document>[]> {
  return documents
    .find(filter as mongo.Filter<Document>, reading)
    .sort({ addedAt: -1, fingerprint: 1 })
    .toArray();
}

function entriesOf<Document extends Keyed>(
  documents: mongo.Collection<Document>,
  { after, limit = entriesOfOnePage }: SmimePage,
): Promise<mongo.WithId<Document>[]> {
  const wanted = after === undefined ? {} : { _id: { $gt: looseId(after.address, after.fingerprint) } };
  return documents
    .find(wanted as mongo.Filter<Document>, reading)
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
}

/** The key of what may be no address: then it has nothing. */
function looseKey(address: string): string {
  return address.normalize('NFC').toLowerCase();
}

function looseId(address: string, fingerprint: string): string {
  return entryId({ address: looseKey(address), fingerprint });
}
