/** `postbus start` that is killed at random moments and started again on the same folder and ports. */
import { request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openEmbeddedAdapters } from '@postbus/composition';
import { hashPassword } from '@postbus/platform';
import { ServerProcess, temporaryFolder } from '@postbus/testing';
import type { KeptMessage } from './clients/kept-message.ts';
import { type Place, password } from './clients/place.ts';
import { killWhileStarting } from './kill-while-starting.ts';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** Logins after every start are not what is tested. */
const cheapHash = { ln: 4, r: 8, p: 1 };

export class KilledServer implements Place {
  readonly smtpPort: number;
  readonly httpOrigin: string;
  readonly #folder = temporaryFolder();
  #process: ServerProcess | undefined;

  private constructor(smtpPort: number, httpPort: number) {
    this.smtpPort = smtpPort;
    this.httpOrigin = `http://127.0.0.1:${httpPort}`;
  }

  /** Makes the folder with its accounts; nothing runs yet. */
  static async prepare(accounts: readonly string[]): Promise<KilledServer> {
    const server = new KilledServer(await freePort(), await freePort());
    const adapters = await openEmbeddedAdapters({ folder: server.#data });
    const passwordHash = await hashPassword(password, cheapHash);
    for (const address of accounts) {
      const { tenant, mailbox } = await adapters.directory.add({ tenant: 'default', address, passwordHash });
      await adapters.mailStore.createMailbox({ tenant, mailbox, principal });
    }
    await adapters.close();
    return server;
  }

  async start(): Promise<void> {
    this.#process = await ServerProcess.start(this.#options());
  }

  /** Starts it, lets it work for `time` milliseconds, and kills it. */
  async runAndKill(time: number): Promise<void> {
    await this.start();
    await after(time);
    await this.#process?.kill();
  }

  /** Kills it `time` milliseconds after its process began, most likely before it listens. */
  async killWhileStarting(time: number): Promise<void> {
    await killWhileStarting(this.#options(), time);
  }

  /** Waits until every event was handled, those among them that a commit left in the outbox. */
  async idle(): Promise<void> {
    const behind = async (): Promise<number> => {
      const { lag, outbox } = await this.#admin<{ lag: { records: number }[]; outbox: number }>('/v1/lag');
      return lag.reduce((sum, { records }) => sum + records, outbox);
    };
    while ((await behind()) > 0) await after(20);
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** What the folder of a role of an account holds, read from the data itself. */
  async kept(address: string, role: 'inbox' | 'sent'): Promise<KeptMessage[]> {
    const adapters = await openEmbeddedAdapters({ folder: this.#data });
    const { directory, mailStore } = adapters;
    try {
      const account = (await directory.resolve(address))!;
      const scope = { tenant: account.tenant, mailbox: account.mailbox, principal };
      const folder = (await mailStore.folders(scope)).find((one) => one.role === role)!;
      const records = await mailStore.list(scope, folder.id, { limit: 1_000_000 });
      return records.map(({ summary, read }) => ({ subject: summary.subject, read }));
    } finally {
      await adapters.close();
    }
  }

  async remove(): Promise<void> {
    await this.#process?.kill();
    this.#folder.remove();
  }

  get #data(): string {
    return join(this.#folder.path, 'data');
  }

  #options() {
    const settings = {
      'ingest.relay': `127.0.0.1:${this.smtpPort}`,
      'ingest.submission': 'off',
      'ingest.submissions': 'off',
      'ingest.lmtp': 'off',
      'sync.http': new URL(this.httpOrigin).host,
      'sync.https': '127.0.0.1:0',
      'sync.leastWait': '1s',
      'operations.listen': 'off',
    };
    const flags = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    return { program, arguments: ['start', '--json', '--data', this.#data, ...flags] };
  }

  #admin<Answer>(path: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({ socketPath: this.#process!.listening['admin'], path }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as Answer));
      });
      sent.on('error', reject);
      sent.end();
    });
  }
}

const principal = { kind: 'service', service: 'test' } as const;

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
