/** The sync service as an application on free ports over the embedded adapters, with one account. */
import 'reflect-metadata';
import type { SecureContextOptions } from 'node:tls';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import type { Account, FolderId, MailboxScope } from '@postbus/domain';
import { parseMime } from '@postbus/mime';
import { summarize, toMessageObject } from '@postbus/oxcmail';
import { BusConsumersModule, OutboxPublisher, hashPassword, loadConfiguration, section } from '@postbus/platform';
import { temporaryFolder } from '@postbus/testing';
import { Phone, type PhoneOptions } from '@postbus/testing/phone';
import { MailboxWaits } from '../src/activesync/mailbox-waits.ts';
import { HttpListeners, SyncModule, syncSettings } from '../src/index.ts';

export class SyncWorld {
  readonly #phones: Phone[] = [];

  private constructor(
    readonly adapters: Adapters,
    readonly account: Account,
    readonly origin: string,
    /** Where HTTPS is, with a certificate. */
    readonly secureOrigin: string | undefined,
    /** Requests that wait in the service. */
    readonly waits: MailboxWaits,
    /** Ends the service alone. */
    readonly shutDown: () => Promise<void>,
    private readonly end: () => Promise<void>,
  ) {}

  /** @param settings further settings of the service, by the names of their environment variables */
  static async open({
    certificate,
    settings,
    textApi,
  }: {
    readonly certificate?: SecureContextOptions;
    readonly settings?: Readonly<Record<string, string>>;
    readonly textApi?: Parameters<typeof SyncModule.register>[1];
  } = {}): Promise<SyncWorld> {
    const folder = temporaryFolder();
    const adapters = await openEmbeddedAdapters({ folder: folder.path });
    const { directory, mailStore, bus } = adapters;
    const passwordHash = await hashPassword('secret', { ln: 10, r: 8, p: 1 });
    const account = await directory.add({
      tenant: 'default',
      address: 'ann@example.org',
      displayName: 'Ann',
      passwordHash,
    });
    await mailStore.createMailbox({
      tenant: 'default',
      principal: { kind: 'service', service: 'test' },
      mailbox: account.mailbox,
    });
    const { sync } = loadConfiguration(section({ sync: syncSettings }), {
      environment: {
        POSTBUS_SYNC_HTTP: '127.0.0.1:0',
        POSTBUS_SYNC_HTTPS: '127.0.0.1:0',
        POSTBUS_SYNC_LEAST_WAIT: '1s',
        ...settings,
      },
    });
    @Module({ imports: [adapters.module, BusConsumersModule, SyncModule.register(sync, textApi)] })
    class Application {}
    const listeners = new HttpListeners(sync, certificate);
    const application = await NestFactory.create<NestFastifyApplication>(Application, listeners.adapter, {
      bodyParser: false,
      logger: false,
    });
    const { http, https } = await listeners.listen(application);
    const publisher = new OutboxPublisher(mailStore.outbox, bus);
    publisher.start();
    let down: Promise<void> | undefined;
    const shutDown = (): Promise<void> => (down ??= application.close().then(() => listeners.close()));
    return new SyncWorld(adapters, account, http, https, application.get(MailboxWaits), shutDown, async () => {
      await shutDown();
      await publisher.stop();
      await adapters.close();
      folder.remove();
    });
  }

  get scope(): MailboxScope {
    return { tenant: 'default', principal: { kind: 'service', service: 'test' }, mailbox: this.account.mailbox };
  }

  phone(options: Partial<PhoneOptions> = {}): Phone {
    const phone = new Phone({
      origin: this.origin,
      user: 'ann@example.org',
      password: 'secret',
      deviceId: 'phone1',
      ...options,
    });
    this.#phones.push(phone);
    return phone;
  }

  /** A phone that keeps the policy and knows the folders. */
  async provisionedPhone(options: Partial<PhoneOptions>): Promise<Phone> {
    const phone = this.phone(options);
    await phone.provision();
    await phone.folderSync();
    return phone;
  }

  /** Makes a folder at the top, as another client would. */
  async makeFolder(displayName: string): Promise<FolderId> {
    const { mailStore } = this.adapters;
    const { results } = await mailStore.apply(this.scope, [{ do: 'create-folder', parent: 'root', displayName }]);
    return results[0]?.folder ?? 0;
  }

  /** Puts a message into a folder as conversion does into the Inbox. */
  async deliver(mime: string | Uint8Array, folder: FolderId | 'inbox' = 'inbox'): Promise<number> {
    const bytes = typeof mime === 'string' ? Buffer.from(mime) : mime;
    const raw = await this.adapters.blobs.put(Uint8Array.from(bytes));
    const object = toMessageObject(parseMime(bytes), { deliveredAt: Date.now() });
    const message = { object, summary: summarize(object, bytes), mime: raw, received: Date.now(), read: false };
    const { results } = await this.adapters.mailStore.apply(this.scope, [{ do: 'insert-message', folder, message }]);
    return results[0]?.message ?? 0;
  }

  async close(): Promise<void> {
    for (const phone of this.#phones) phone.close();
    await this.end();
  }
}
