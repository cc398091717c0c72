/** What the S/MIME gateway holds in a store of its own, with keys that OpenSSL makes, and what the doctor finds of it. */
import { randomBytes } from 'node:crypto';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import { MasterKey, MasterKeys } from '@postbus/platform';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { administrationOver } from '../admin/administration.ts';
import type { Administration, InputOf } from '../admin/operations.ts';
import { type MadeKey, OpensslKeys } from '../admin/smime/openssl-keys.fixture.ts';
import type { Finding } from './finding.ts';
import { type TrustPlaces, lookAtSmime } from './look-at-smime.ts';
import type { SmimeAdministration } from './smime-entries.ts';

export const day = 24 * 60 * 60 * 1000;
/** A minute on: what is made meanwhile is valid then. */
export const now = Date.now() + 60_000;
export const newMasterKey = (): string => randomBytes(32).toString('base64');
export const untrusting: TrustPlaces = { trust: undefined, crls: undefined };

const health = () => ({ version: '1', pid: 1, startedAt: new Date(now).toISOString(), services: [], listening: {} });
const read = (base64: string): MasterKey => new MasterKey(Uint8Array.from(Buffer.from(base64, 'base64')));

export class SmimeGateway {
  readonly openssl = new OpensslKeys();
  readonly folder: TemporaryFolder;
  /** That seals. */
  readonly masterKey = newMasterKey();
  readonly adapters: Adapters;
  readonly #root = this.openssl.make('root', { kind: 'P-256', authority: true, days: 100 });
  /** Her certificate is valid for 40 days. */
  readonly anna = this.openssl.make('anna', { issuer: this.#root, days: 40 });
  /** Another of hers, for 300. */
  readonly annaLater = this.openssl.make('anna-later', { kind: 'P-256', address: 'Anna@example.org', days: 300 });
  readonly trusting: TrustPlaces = { trust: this.openssl.file('root.pem'), crls: undefined };

  private constructor(adapters: Adapters, folder: TemporaryFolder) {
    this.adapters = adapters;
    this.folder = folder;
  }

  static async open(): Promise<SmimeGateway> {
    const folder = temporaryFolder();
    return new SmimeGateway(await openEmbeddedAdapters({ folder: folder.path }), folder);
  }

  async empty(): Promise<void> {
    const { smimeStore: store } = this.adapters;
    for (const key of await store.allKeys()) await store.removeKey(key.address, key.fingerprint);
    for (const one of await store.allCertificates()) await store.removeCertificate(one.address, one.fingerprint);
    for (const { subject } of await store.policies()) await store.removePolicy(subject);
  }

  remove(): void {
    this.openssl.remove();
    this.folder.remove();
  }

  /** Of a server with these master keys. */
  administration(...masterKeys: readonly string[]): Administration {
    return administrationOver({ ...this.adapters, masterKeys: new MasterKeys(masterKeys.map(read)) }, health);
  }

  async importKey(key: MadeKey, address = 'anna@example.org', masterKey = this.masterKey): Promise<void> {
    const { fingerprint, certificate, privateKey } = key;
    const input = { address, fingerprint, certificates: [certificate.toString('base64')], anyAddress: true };
    await this.administration(masterKey).importSmimeKey({ ...input, privateKey: privateKey.toString('base64') });
  }

  async policy(subject: string, told: Omit<InputOf<'setSmimePolicy'>, 'subject'>): Promise<void> {
    await this.administration().setSmimePolicy({ subject, ...told });
  }

  /** What is found, by the name of the look. */
  async found({
    at = now,
    places = this.trusting,
    by = this.administration(this.masterKey),
  }: FoundOptions = {}): Promise<Readonly<Record<string, Omit<Finding, 'check'>>>> {
    const findings: Finding[] = [];
    for await (const finding of lookAtSmime(by, places === 'elsewhere' ? undefined : places, at))
      findings.push(finding);
    return Object.fromEntries(findings.map(({ check, ...rest }) => [check, rest]));
  }
}

interface FoundOptions {
  readonly at?: number;
  readonly places?: TrustPlaces | 'elsewhere';
  readonly by?: SmimeAdministration;
}
