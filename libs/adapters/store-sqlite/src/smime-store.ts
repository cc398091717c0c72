/** The SmimeStore over the same file. */
import {
  type SmimeCertificate,
  type SmimeKey,
  type SmimePolicy,
  addressKey,
  smimePolicySubject,
  smimePolicySubjects,
} from '@postbus/domain';
import type { SmimePage, SmimeStore } from '@postbus/ports';
import type { Connection } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';
import { type SmimeCertificateRow, type SmimeKeyRow, certificateOf, keyOf, writeList } from './smime-rows.ts';

const entriesOfOnePage = 100;

type Table = 'smime_keys' | 'smime_certificates';

export class SqliteSmimeStore implements SmimeStore {
  readonly #connection: Connection;
  readonly #commits: GroupCommit;

  constructor(connection: Connection, commits: GroupCommit) {
    this.#connection = connection;
    this.#commits = commits;
  }

  async putKey({ address, fingerprint, certificates, sealed, notAfter, addedAt }: SmimeKey): Promise<void> {
    const key = addressKey(address);
    await this.#write(
      'INSERT OR REPLACE INTO smime_keys VALUES (?, ?, ?, ?, ?, ?)',
      key,
      fingerprint,
      writeList(certificates),
      sealed,
      notAfter,
      addedAt,
    );
  }

  async keys(address: string): Promise<SmimeKey[]> {
    return this.#ofAddress<SmimeKeyRow>('smime_keys', address).map(keyOf);
  }

  async allKeys(page: SmimePage = {}): Promise<SmimeKey[]> {
    return this.#page<SmimeKeyRow>('smime_keys', page).map(keyOf);
  }

  async resealKey({ address, fingerprint, sealed: before }: SmimeKey, sealed: Uint8Array): Promise<boolean> {
    const sql = 'UPDATE smime_keys SET sealed = ? WHERE address = ? AND fingerprint = ? AND sealed = ?';
    return (await this.#write(sql, sealed, looseKey(address), fingerprint, before)) > 0;
  }

  removeKey(address: string, fingerprint: string): Promise<boolean> {
    return this.#remove('smime_keys', address, fingerprint);
  }

  async putCertificate(entry: SmimeCertificate): Promise<void> {
    const { address, fingerprint, certificate, issuers, source, addedAt } = entry;
    const key = addressKey(address);
    await this.#write(
      `INSERT INTO smime_certificates VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE
       SET certificate = excluded.certificate, issuers = excluded.issuers, source = excluded.source, added_at = excluded.added_at
       WHERE excluded.source = 'given' OR smime_certificates.source = 'learned'`,
      key,
      fingerprint,
      certificate,
      writeList(issuers),
      source,
      addedAt,
    );
  }

  async certificates(address: string): Promise<SmimeCertificate[]> {
    return this.#ofAddress<SmimeCertificateRow>('smime_certificates', address).map(certificateOf);
  }

  async allCertificates(page: SmimePage = {}): Promise<SmimeCertificate[]> {
    return this.#page<SmimeCertificateRow>('smime_certificates', page).map(certificateOf);
  }

  removeCertificate(address: string, fingerprint: string): Promise<boolean> {
    return this.#remove('smime_certificates', address, fingerprint);
  }

  async putPolicy(policy: SmimePolicy): Promise<void> {
    const subject = smimePolicySubject(policy.subject);
    const json = JSON.stringify({ ...policy, subject });
    await this.#write('INSERT OR REPLACE INTO smime_policies VALUES (?, ?)', subject, json);
  }

  async policy(subject: string): Promise<SmimePolicy | undefined> {
    return this.#policy(looseKey(subject));
  }

  async policyFor(address: string): Promise<SmimePolicy | undefined> {
    const [first, second] = smimePolicySubjects(address).map((subject) => this.#policy(subject));
    return first ?? second;
  }

  async policies(page: { readonly after?: string; readonly limit?: number } = {}): Promise<SmimePolicy[]> {
    const rows = this.#connection.all<{ readonly policy: string }>(
      'SELECT policy FROM smime_policies WHERE subject > ? ORDER BY subject LIMIT ?',
      looseKey(page.after ?? ''),
      page.limit ?? entriesOfOnePage,
    );
    return rows.map(({ policy }) => JSON.parse(policy) as SmimePolicy);
  }

  async removePolicy(subject: string): Promise<boolean> {
    return (await this.#write('DELETE FROM smime_policies WHERE subject = ?', looseKey(subject))) > 0;
  }

  #policy(subject: string): SmimePolicy | undefined {
    const sql = 'SELECT policy FROM smime_policies WHERE subject = ?';
    const row = this.#connection.get<{ readonly policy: string }>(sql, subject);
    return row && (JSON.parse(row.policy) as SmimePolicy);
  }

  /** Newest first. */
  #ofAddress<Row>(table: Table, address: string): Row[] {
    const sql = `SELECT * FROM ${table} WHERE address = ? ORDER BY added_at DESC, fingerprint`;
    return this.#connection.all<Row>(sql, looseKey(address));
  }

  #page<Row>(table: Table, { after, limit = entriesOfOnePage }: SmimePage): Row[] {
    return this.#connection.all<Row>(
      `SELECT * FROM ${table} WHERE (address, fingerprint) > (?, ?) ORDER BY address, fingerprint LIMIT ?`,
      looseKey(after?.address ?? ''),
      after?.fingerprint ?? '',
      limit,
    );
  }

  async #remove(table: Table, address: string, fingerprint: string): Promise<boolean> {
    const sql = `DELETE FROM ${table} WHERE address = ? AND fingerprint = ?`;
    return (await this.#write(sql, looseKey(address), fingerprint)) > 0;
  }

  /** @returns how many rows it wrote */
  #write(sql: string, ...values: Parameters<Connection['run']>[1][]): Promise<number> {
    return this.#commits.write(() => this.#connection.run(sql, ...values).changes);
  }
}

/** The key of what may be no address: then it has nothing. */
function looseKey(address: string): string {
  return address.normalize('NFC').toLowerCase();
}
