/** `postbus start` in a process of its own, on a folder with accounts in it. */
import { request } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import type { MailboxScope } from '@postbus/domain';
import { hashPassword } from '@postbus/platform';
import { ServerProcess, type ServerProcessOptions, type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { Phone, type PhoneOptions } from '@postbus/testing/phone';

export const program = fileURLToPath(new URL('../services/postbus/dist/main.js', import.meta.url));
export const password = 'correct horse';
/** What a login costs is not what these benches measure. */
const cheapHash = { ln: 4, r: 8, p: 1 };
/** Milliseconds between two looks whether all is delivered. */
const lookEvery = 10;

export interface PostbusOptions {
  readonly accounts: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly nodeArguments?: readonly string[];
  /** Fills the mailboxes before the start. */
  readonly fill?: (adapters: Adapters, mailboxes: readonly MailboxScope[]) => Promise<void>;
}

/** All that the services write to standard error goes to a file, as in production. */
const basicSettings = {
  'ingest.relay': '127.0.0.1:0',
  'ingest.submission': 'off',
  'ingest.submissions': 'off',
  'ingest.lmtp': 'off',
  'sync.http': '127.0.0.1:0',
  'sync.https': '127.0.0.1:0',
  'sync.provisioning': 'false',
  'operations.listen': 'off',
  'ingest.limits.messagesPerConnection': '1000000',
};

export function addressOf(account: number): string {
  return `user${account}@example.org`;
}

export class PostbusServer {
  readonly mailboxes: readonly MailboxScope[];
  readonly #options: ServerProcessOptions;
  readonly #folder: TemporaryFolder;
  #process: ServerProcess;

  private constructor(
    options: ServerProcessOptions,
    process: ServerProcess,
    folder: TemporaryFolder,
    mailboxes: readonly MailboxScope[],
  ) {
    this.#options = options;
    this.#process = process;
    this.#folder = folder;
    this.mailboxes = mailboxes;
  }

  static async start({ accounts, settings = {}, nodeArguments = [], fill }: PostbusOptions): Promise<PostbusServer> {
    const folder = temporaryFolder();
    const data = join(folder.path, 'data');
    const adapters = await openEmbeddedAdapters({ folder: data });
    const mailboxes = await addAccounts(adapters, accounts);
    await fill?.(adapters, mailboxes);
    await adapters.close();
    const all = { ...basicSettings, 'log.file': join(folder.path, 'log'), ...settings };
    const process = {
      program,
      nodeArguments: [...profiling(), ...nodeArguments],
      arguments: [
        'start',
        '--json',
        '--data',
        data,
        ...Object.entries(all).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
      ],
    };
    return new PostbusServer(process, await ServerProcess.start(process), folder, mailboxes);
  }

  get process(): ServerProcess {
    return this.#process;
  }

  /** Ends it as a power failure would, and starts it again on its folder. */
  async restartKilled(): Promise<void> {
    await this.#process.kill();
    this.#process = await ServerProcess.start(this.#options);
  }

  get smtpPort(): number {
    return this.process.port('smtp');
  }

  /** A phone of an account, which has its folders. */
  async phone(account: number, options: Partial<PhoneOptions> = {}): Promise<Phone> {
    const phone = new Phone({
      origin: this.process.listening['http']!,
      user: addressOf(account),
      password,
      deviceId: `phone${account}`,
      ...options,
    });
    await phone.folderSync();
    return phone;
  }

  /** Waits until conversion has handled all that was received. */
  delivered(): Promise<void> {
    return this.handled(['mail.received.v1']);
  }

  /** Waits until all events of `topics` were handled. */
  async handled(topics: readonly string[]): Promise<void> {
    for (;;) {
      const { lag } = await this.#admin<{ lag: { topic: string; records: number }[] }>('/v1/lag');
      if (lag.every(({ topic, records }) => !topics.includes(topic) || records === 0)) return;
      await new Promise((resolve) => setTimeout(resolve, lookEvery));
    }
  }

  /** Ends the server. @returns how many messages lie in all Inboxes */
  stop(): Promise<number> {
    return this.stopAndRead(async ({ mailStore }) => {
      let messages = 0;
      for (const mailbox of this.mailboxes) {
        const folders = await mailStore.folders(mailbox);
        messages += folders.find(({ role }) => role === 'inbox')?.messages ?? 0;
      }
      return messages;
    });
  }

  /** Ends the server, and has `read` look at its data before they are removed. */
  async stopAndRead<Found>(read: (adapters: Adapters) => Promise<Found>): Promise<Found> {
    await this.#process.stop();
    const adapters = await openEmbeddedAdapters({ folder: join(this.#folder.path, 'data') });
    const found = await read(adapters);
    await adapters.close();
    this.#folder.remove();
    return found;
  }

  #admin<Answer>(path: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({ socketPath: this.process.listening['admin'], path }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as Answer));
      });
      sent.on('error', reject);
      sent.end();
    });
  }
}

/** `npm run bench -- NAME --profile FOLDER` */
function profiling(): string[] {
  const folder = process.env['POSTBUS_BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

/** Side by side, so that they share commits. */
async function addAccounts({ directory, mailStore }: Adapters, count: number): Promise<MailboxScope[]> {
  const passwordHash = await hashPassword(password, cheapHash);
  const add = async (account: number): Promise<MailboxScope> => {
    const { tenant, mailbox } = await directory.add({ tenant: 'default', address: addressOf(account), passwordHash });
    const scope: MailboxScope = { tenant, mailbox, principal: { kind: 'service', service: 'bench' } };
    await mailStore.createMailbox(scope);
    return scope;
  };
  return Promise.all(Array.from({ length: count }, (_, account) => add(account)));
}
