/** A data folder with messages in an Outbox, and the service started over it in a process of its own. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import type { MailboxId, TextMessage } from '@postbus/domain';
import { readSms, smsObject } from '@postbus/oxosmms';
import { systemClock } from '@postbus/ports';
import { ServerProcess, temporaryFolder } from '@postbus/testing';
import { SubmitTextMessage } from '@postbus/text-messages';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** Without a build there is nothing to start. */
export const isBuilt = existsSync(program);

/** The verified number of whose Outbox it is. */
export const ownNumber = '+14255550100';

export interface TextToSubmit {
  readonly number: string;
  readonly text: string;
}

export class ServiceFolder {
  readonly #folder = temporaryFolder();
  #mailbox!: MailboxId;

  /** @param channel of kind smpp, beside its name and its credentials */
  static async make(
    texts: readonly TextToSubmit[],
    channel: Readonly<Record<string, unknown>>,
  ): Promise<ServiceFolder> {
    const made = new ServiceFolder();
    const carrier = {
      name: 'carrier',
      kind: 'smpp',
      systemId: 'postbus',
      password: 'geheim42',
      senders: [ownNumber],
      ...channel,
    };
    const settings = {
      operations: { listen: 'off' },
      log: { level: 'error' },
      smsDispatch: { lease: '1s', poll: '200ms', channels: [carrier], rules: [{ channels: ['carrier'] }] },
    };
    writeFileSync(made.#config, JSON.stringify(settings));
    await made.#open((adapters) => made.#submit(adapters, texts));
    return made;
  }

  start(): Promise<ServerProcess> {
    return ServerProcess.start({ program, arguments: ['--config', this.#config, '--data', this.#folder.path] });
  }

  /** While the service does not run. */
  messages(): Promise<TextMessage[]> {
    return this.#open(({ textMessages }) => textMessages.list(this.#mailbox, { limit: 10_000 }));
  }

  /** Texts in the Inbox. While the service does not run. */
  inbox(): Promise<readonly TextToSubmit[]> {
    return this.#open(async ({ mailStore }) => {
      const inbox = (await mailStore.folders(this.#scope)).find(({ role }) => role === 'inbox')!;
      const listed = await mailStore.list(this.#scope, inbox.id, { limit: 100, of: 'text' });
      const stored = await Promise.all(listed.map(({ id }) => mailStore.message(this.#scope, id)));
      return stored
        .map((message) => readSms(message!.object))
        .map(({ from, text }) => ({ number: from?.number ?? '', text }));
    });
  }

  remove(): void {
    this.#folder.remove();
  }

  get #config(): string {
    return join(this.#folder.path, 'postbus.json');
  }

  get #scope() {
    return { tenant: 'main', mailbox: this.#mailbox, principal: { kind: 'service', service: 'test' } } as const;
  }

  async #open<Read>(use: (adapters: Adapters) => Promise<Read>): Promise<Read> {
    const adapters = await openEmbeddedAdapters({ folder: this.#folder.path });
    try {
      return await use(adapters);
    } finally {
      await adapters.close();
    }
  }

  async #submit({ directory, mailStore }: Adapters, texts: readonly TextToSubmit[]): Promise<void> {
    const phoneNumbers = [{ number: ownNumber, verifiedAt: 1 }];
    const { mailbox } = await directory.add({ tenant: 'main', address: 'ann@here.example', phoneNumbers });
    this.#mailbox = mailbox;
    await mailStore.createMailbox(this.#scope);
    const submit = new SubmitTextMessage(mailStore, systemClock);
    await Promise.all(
      texts.map(({ number, text }) => {
        const object = smsObject({ origin: 'submitted', recipients: [{ number }], text });
        const id = crypto.randomUUID();
        return submit.execute({ id, scope: this.#scope, source: 'api', kind: 'sms', object, eventSource: '/test' });
      }),
    );
  }
}
