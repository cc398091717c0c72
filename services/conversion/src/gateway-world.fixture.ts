/** The gateway over the real store, blobs, bus and worker threads, with accounts, policies, keys and certificates. */
import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAttemptLog } from '@postbus/attempt-log-fs';
import { openFileBlobStore } from '@postbus/blob-fs';
import { openEmbeddedBus } from '@postbus/bus-embedded';
import {
  type MailOutbound,
  type MailReceived,
  type MailRefused,
  type MailSubmitted,
  type MailVerified,
  fromRecord,
  mailOutbound,
  mailRefused,
  mailVerified,
} from '@postbus/contracts';
import {
  type Account,
  type MailboxScope,
  type SmimePolicy,
  type StoredMessage,
  smimePolicyDefaults,
} from '@postbus/domain';
import { MasterKey, MasterKeys } from '@postbus/platform';
import { type AttemptLog, type BlobStore, type MessageBus, systemClock } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type ManualClock, type TemporaryFolder, manualClock, temporaryFolder } from '@postbus/testing';
import { type GatewayParts, gatewayParts } from './nest/gateway-parts.ts';
import type { Person } from './openssl.fixture.ts';
import { BoundedAttempts } from './use-cases/bounded-attempts.ts';
import { ByteBudget } from './use-cases/byte-budget.ts';
import { ConvertReliably } from './use-cases/convert-reliably.ts';
import type { DeliverFromGateway } from './use-cases/deliver-from-gateway.ts';
import { DeliverMessage } from './use-cases/deliver-message.ts';
import { OpenReceived } from './use-cases/open-received.ts';
import { ProtectSubmission } from './use-cases/protect-submission.ts';
import { RouteSubmission } from './use-cases/route-submission.ts';
import type { SubmitAsText } from './use-cases/submit-as-text.ts';
import { ConversionPool } from './worker/conversion-pool.ts';

interface Opened {
  readonly sqlite: SqliteStore;
  readonly blobs: BlobStore;
  readonly attempts: AttemptLog;
  readonly pool: ConversionPool;
}

const noSettings = { masterKeys: [], trust: undefined, crls: undefined, encryption: 'AES-256-CBC' } as const;
const boundedBy = (attempts: AttemptLog): BoundedAttempts => new BoundedAttempts(attempts, new ByteBudget(1e9));

export function gatewayWithoutPolicies({ sqlite, blobs, attempts, pool }: Opened): Promise<GatewayParts> {
  const ports = { store: sqlite.smimeStore, directory: sqlite.directory, blobs, clock: systemClock };
  return gatewayParts(noSettings, ports, pool, boundedBy(attempts));
}

/** Nothing submitted is for numbers. */
export const noTexts: Pick<SubmitAsText, 'execute'> = {
  execute: async ({ recipients }) => ({ byMail: recipients, refused: [] }),
};
/** Nothing comes of a gateway of multimedia messages. */
export const noGateways: Pick<DeliverFromGateway, 'execute'> = { execute: async ({ recipients }) => recipients };

/** Past what policies and trust are kept for. */
const longerThanKept = 10_000;
const signal = new AbortController().signal;

export interface WorldOptions {
  /** PEM of the anchors. */
  readonly anchors: string;
  readonly encryption?: 'AES-256-CBC' | 'AES-256-GCM';
  /** Folder of CRLs. */
  readonly crls?: string;
}

export class GatewayWorld {
  readonly clock: ManualClock;
  readonly parts: GatewayParts;
  readonly masterKeys: MasterKeys;
  readonly #folder: TemporaryFolder;
  readonly #opened: Opened;
  readonly #bus: MessageBus;

  private constructor(
    folder: TemporaryFolder,
    opened: Opened,
    bus: MessageBus,
    parts: GatewayParts,
    clock: ManualClock,
    masterKey: MasterKey,
  ) {
    this.#folder = folder;
    this.#opened = opened;
    this.#bus = bus;
    this.parts = parts;
    this.clock = clock;
    this.masterKeys = new MasterKeys([masterKey]);
  }

  static async open({ anchors, crls, encryption = 'AES-256-CBC' }: WorldOptions): Promise<GatewayWorld> {
    const folder = temporaryFolder();
    const opened = {
      sqlite: openSqliteStore({ folder: folder.path }),
      blobs: await openFileBlobStore(join(folder.path, 'blobs')),
      attempts: openAttemptLog(folder.path),
      pool: new ConversionPool({ threads: 2, memory: 256, time: 20_000 }),
    };
    const trust = join(folder.path, 'trust.pem');
    writeFileSync(trust, anchors);
    const clock = manualClock(Date.now());
    const masterKey = new MasterKey(new Uint8Array(32).fill(7));
    const { sqlite, blobs, pool, attempts } = opened;
    const ports = { store: sqlite.smimeStore, directory: sqlite.directory, blobs, clock };
    const settings = { ...noSettings, masterKeys: [masterKey], trust, crls, encryption };
    const parts = await gatewayParts(settings, ports, pool, boundedBy(attempts));
    return new GatewayWorld(folder, opened, openEmbeddedBus({ folder: folder.path }), parts, clock, masterKey);
  }

  get blobs(): BlobStore {
    return this.#opened.blobs;
  }

  async close(): Promise<void> {
    const { pool, attempts, blobs, sqlite } = this.#opened;
    await pool.close();
    await attempts.close();
    await this.#bus.close();
    await blobs.close();
    await sqlite.close();
    this.#folder.remove();
  }

  /** Lets so much time pass that every change counts. */
  settle(): void {
    this.clock.advance(longerThanKept);
  }

  async account(address: string, aliases: readonly string[] = []): Promise<Account> {
    const account = await this.parts.directory.add({ tenant: 't', address, aliases });
    await this.#opened.sqlite.mailStore.createMailbox(scopeOf(account.mailbox));
    return account;
  }

  async policy(subject: string, changes: Partial<SmimePolicy>): Promise<void> {
    await this.parts.store.putPolicy({ ...smimePolicyDefaults, verify: false, ...changes, subject });
    this.settle();
  }

  async addKey(person: Person, issuers: readonly Uint8Array[] = []): Promise<void> {
    const { address, fingerprint, certificate, pkcs8, notAfter } = person;
    const sealed = this.masterKeys.seal(pkcs8, { address, fingerprint });
    const addedAt = this.clock.now();
    await this.parts.store.putKey({
      address,
      fingerprint,
      certificates: [certificate, ...issuers],
      sealed,
      notAfter,
      addedAt,
    });
  }

  async addCertificate(
    { address, fingerprint, certificate }: Person,
    source: 'given' | 'learned' = 'given',
  ): Promise<void> {
    const addedAt = this.clock.now();
    await this.parts.store.putCertificate({ address, fingerprint, certificate, issuers: [], source, addedAt });
  }

  async submission(account: Account, to: readonly string[], message: string | Uint8Array): Promise<MailSubmitted> {
    return {
      id: randomUUID(),
      tenant: 't',
      raw: await this.blobs.put(Buffer.from(message)),
      reversePath: { address: account.address, smtpUtf8: false, body: '7BIT' },
      submitter: account.mailbox,
      recipients: to.map((address) => ({ address })),
      submittedAt: new Date(this.clock.now()).toISOString(),
    };
  }

  route(changes: Partial<GatewayParts> = {}): RouteSubmission {
    const { blobs, pool, sqlite } = this.#opened;
    const parts = { ...this.parts, ...changes };
    const converter = new ConvertReliably(pool, parts.attempts);
    const protection = new ProtectSubmission(parts);
    return new RouteSubmission(this.#bus, blobs, converter, sqlite.mailStore, this.clock, protection, noTexts);
  }

  /** What a submission makes relay do. */
  async routed(submitted: MailSubmitted, changes: Partial<GatewayParts> = {}): Promise<Routed> {
    const outbound: MailOutbound[] = [];
    const refused: MailRefused[] = [];
    const ids: string[] = [];
    const subscriptions = await Promise.all([
      this.#bus.subscribeBroadcast(mailOutbound.name, async (record) => {
        const { data, id } = fromRecord(mailOutbound, record);
        outbound.push(data);
        ids.push(id);
      }),
      this.#bus.subscribeBroadcast(mailRefused.name, async (record) => {
        const { data, id } = fromRecord(mailRefused, record);
        refused.push(data);
        ids.push(id);
      }),
    ]);
    await this.route(changes).execute(submitted, { signal });
    while (outbound.length + refused.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const subscription of subscriptions) await subscription.close();
    const [refusal] = refused;
    return { outbound, ids: ids.toSorted(), ...(refusal !== undefined && { refusal }) };
  }

  /** The bytes that go to a domain. */
  async sentTo(domain: string, { outbound }: Routed): Promise<Buffer> {
    const event = outbound.find((one) => one.domain === domain);
    if (event === undefined) throw new Error(`nothing goes to ${domain}`);
    return Buffer.from(await this.blobs.read(event.raw));
  }

  async received(accounts: readonly Account[], message: Uint8Array): Promise<MailReceived> {
    return {
      id: randomUUID(),
      tenant: 't',
      raw: await this.blobs.put(Buffer.from(message)),
      contentSha256: createHash('sha256').update(message).digest('hex'),
      reversePath: { address: 'sender@there.example', smtpUtf8: false, body: '7BIT' },
      client: { address: '127.0.0.1', helo: 'client', protocol: 'ESMTP' },
      recipients: accounts.map(({ mailbox, address }) => ({ mailbox, address })),
      receivedAt: new Date(this.clock.now()).toISOString(),
    };
  }

  async deliver(received: MailReceived, changes: Partial<GatewayParts> = {}): Promise<void> {
    const { blobs, pool, sqlite } = this.#opened;
    const parts = { ...this.parts, ...changes };
    const converter = new ConvertReliably(pool, parts.attempts);
    const delivery = new DeliverMessage(blobs, converter, new OpenReceived(parts), noGateways, sqlite.mailStore, {
      duplicateWindow: 0,
    });
    await delivery.execute(received, { signal });
  }

  /** What lies in the Inbox, what came last first. */
  async inbox({ mailbox }: Account): Promise<StoredMessage[]> {
    const { mailStore } = this.#opened.sqlite;
    const scope = scopeOf(mailbox);
    const id = (await mailStore.folders(scope)).find(({ role }) => role === 'inbox')?.id ?? 0;
    const records = await mailStore.list(scope, id, { limit: 100 });
    const messages = await Promise.all(records.map((record) => mailStore.message(scope, record.id)));
    return messages.flatMap((message) => message ?? []).toSorted((one, other) => other.id - one.id);
  }

  /** Events of a mailbox that wait in the outbox. */
  async verified({ mailbox }: Account): Promise<MailVerified[]> {
    const { outbox } = this.#opened.sqlite.mailStore;
    const events: MailVerified[] = [];
    for (let shard = 0; shard < outbox.shards; shard++) {
      const lease = (await outbox.lease(shard, 'test', 60_000))!;
      const entries = await outbox.read(lease, 1000);
      const records = entries.map(({ record }) => record).filter(({ topic }) => topic === mailVerified.name);
      events.push(...records.map((record) => fromRecord(mailVerified, record).data));
      await outbox.release(lease);
    }
    return events.filter((event) => event.mailbox === mailbox);
  }
}

export interface Routed {
  readonly outbound: readonly MailOutbound[];
  /** Of the events, sorted. */
  readonly ids: readonly string[];
  readonly refusal?: MailRefused;
}

const scopeOf = (mailbox: string): MailboxScope => ({
  tenant: 't',
  principal: { kind: 'service', service: 'test' },
  mailbox,
});
