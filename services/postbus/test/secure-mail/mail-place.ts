/** `postbus start` on an empty folder with two accounts, the host that it relays to, and clients of both accounts. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FolderType } from '@postbus/activesync';
import { openEmbeddedAdapters } from '@postbus/composition';
import { hashPassword } from '@postbus/platform';
import { ServerProcess, SmtpClient, type SmtpSink, startSmtpSink, temporaryFolder } from '@postbus/testing';
import { Phone } from '@postbus/testing/phone';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const password = 'correct horse';
const apiToken = 'secret-of-the-archive';
/** Logins are not what is tested. */
const cheapHash = { ln: 4, r: 8, p: 1 };

export const ann = 'ann@here.example';
export const bob = 'bob@here.example';
export const kim = 'kim@there.example';

export interface PhoneInUse {
  readonly phone: Phone;
  readonly inbox: string;
  readonly sent: string;
}

export class MailPlace {
  private constructor(
    private readonly server: ServerProcess,
    /** Where mail for all other domains goes. */
    readonly nextHop: SmtpSink,
    private readonly removeFolder: () => void,
  ) {}

  static async start(): Promise<MailPlace> {
    const folder = temporaryFolder();
    const data = join(folder.path, 'data');
    const nextHop = await startSmtpSink();
    await addAccounts(data);
    const flags = Object.entries(settings(nextHop)).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const server = await ServerProcess.start({ program, arguments: ['start', '--json', '--data', data, ...flags] });
    return new MailPlace(server, nextHop, () => folder.remove());
  }

  async stop(): Promise<void> {
    await this.server.kill();
    await this.nextHop.close();
    this.removeFolder();
  }

  /** Sends as another host does, to Bob. */
  async receive(messages: Iterable<Buffer>): Promise<void> {
    const client = await SmtpClient.connect({ port: this.server.port('smtp') });
    await client.reply();
    await client.command('EHLO far.example');
    await sendAll(client, messages, ann, bob);
  }

  /** Sends as Ann's mail program does, to Kim. */
  async submit(messages: Iterable<Buffer>): Promise<void> {
    const client = await SmtpClient.connect({ port: this.server.port('submissions'), tls: {} });
    await client.reply();
    await client.command('EHLO laptop.example');
    await client.authPlain(ann, password);
    await sendAll(client, messages, ann, kim);
  }

  /** A phone that gets MIME. */
  async phone(user: string, mimeSupport: 1 | 2, deviceId: string): Promise<PhoneInUse> {
    const options = { FilterType: 0, MIMESupport: mimeSupport, BodyPreference: [{ Type: 4 }, { Type: 1 }] } as const;
    const phone = new Phone({ origin: this.server.listening['http']!, user, password, deviceId, options });
    await phone.provision();
    await phone.folderSync();
    return { phone, inbox: phone.folderOf(FolderType.Inbox), sent: phone.folderOf(FolderType.SentItems) };
  }

  /** What lies in an Inbox as files, by subject, as a pipeline gets them. */
  async files(user: string): Promise<Map<string, Buffer>> {
    const files = (await this.#list(user)).map(
      async ({ id, subject }) => [subject, await this.#file(user, id)] as const,
    );
    return new Map(await Promise.all(files));
  }

  /** The first of this subject; undefined where it has not come. */
  async file(user: string, subject: string): Promise<Buffer | undefined> {
    const row = (await this.#list(user)).find((one) => one.subject === subject);
    return row && this.#file(user, row.id);
  }

  async #list(user: string): Promise<readonly { readonly id: number; readonly subject: string }[]> {
    const answer = await this.#get(`${user}/folders/inbox/messages?limit=1000`);
    return ((await answer.json()) as { messages: { id: number; subject: string }[] }).messages;
  }

  async #file(user: string, id: number): Promise<Buffer> {
    const answer = await this.#get(`${user}/messages/${id}?format=eml`);
    return Buffer.from(await answer.arrayBuffer());
  }

  #get(path: string): Promise<Response> {
    const headers = { authorization: `Bearer ${apiToken}` };
    return fetch(`${this.server.listening['http']}/api/v1/mailboxes/${path}`, { headers });
  }
}

const settings = (nextHop: SmtpSink): Readonly<Record<string, string>> => ({
  'ingest.relay': '127.0.0.1:0',
  'ingest.submission': 'off',
  'ingest.submissions': '127.0.0.1:0',
  'ingest.lmtp': 'off',
  'sync.http': '127.0.0.1:0',
  'sync.https': '127.0.0.1:0',
  'sync.api.tokens': `archive:${apiToken}:*`,
  'operations.listen': 'off',
  'relay.smartHost.host': nextHop.host,
  'relay.smartHost.port': String(nextHop.port),
  'relay.smartHost.tls': 'none',
});

async function addAccounts(data: string): Promise<void> {
  const adapters = await openEmbeddedAdapters({ folder: data });
  const passwordHash = await hashPassword(password, cheapHash);
  for (const address of [ann, bob]) {
    const { tenant, mailbox } = await adapters.directory.add({ tenant: 'default', address, passwordHash });
    await adapters.mailStore.createMailbox({ tenant, mailbox, principal: { kind: 'service', service: 'test' } });
  }
  await adapters.close();
}

async function sendAll(client: SmtpClient, messages: Iterable<Buffer>, from: string, to: string): Promise<void> {
  for (const data of messages) {
    const { replies } = await client.sendMessage({ from, to: [to], data, mailParameters: ' BODY=8BITMIME' });
    if (replies[0]?.code !== 250) throw new Error(`the message was refused: ${JSON.stringify(replies)}`);
  }
  await client.quit();
}
