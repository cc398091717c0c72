/** Clients of a server that comes and goes: what was not answered they do again, the same way. */
import { setTimeout as after } from 'node:timers/promises';
import { CommonStatus, FolderType, type SyncRequestCommand } from '@postbus/activesync';
import { SmtpClient } from '@postbus/testing';
import { Phone, PhoneError } from '@postbus/testing/phone';
import { type KilledServer, password } from './nothing-lost-server.ts';

/** Milliseconds before an attempt that failed is made again. */
const retryWait = 40;
/** Milliseconds of a sender's rest between two messages, at most. */
const longestPause = 60;
/** A phone marks one of so many read. */
const readOneIn = 5;

/** What a client is told when the server goes while it waits, or is not there. */
function isAway(error: unknown): boolean {
  if (error instanceof PhoneError) return error.code === 'http-status' && error.status >= 500;
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code ?? '') ||
    /closed|hang up|aborted/.test(message) ||
    error instanceof PutOff
  );
}

/** The server asked to come again later. */
class PutOff extends Error {}

async function untilDone<Result>(action: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!isAway(error)) throw error;
      await after(retryWait);
    }
  }
}

/** Sends one message after another over one connection, opened anew when it is lost, until `signal`. */
export class Sender {
  /** Subjects of messages that were answered with 250, with their recipients. */
  readonly accepted = new Map<string, readonly string[]>();
  readonly #server: KilledServer;
  readonly #name: string;
  readonly #recipients: readonly string[];
  #client: SmtpClient | undefined;
  /** Attempts that got no answer. */
  retries = 0;

  constructor(server: KilledServer, name: string, recipients: readonly string[]) {
    this.#server = server;
    this.#name = name;
    this.#recipients = recipients;
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let number = 0; !signal.aborted; number++) {
      const subject = `${this.#name} ${number}`;
      const to =
        number % 3 === 0 ? this.#recipients : this.#recipients.slice(number % this.#recipients.length).slice(0, 1);
      const message = { from: 'sender@example.com', to, data: mime(subject, to) };
      await untilDone(() => this.#send(message));
      this.accepted.set(subject, to);
      await after(Math.random() * longestPause);
    }
    this.#client?.destroy();
  }

  async #send(message: { from: string; to: readonly string[]; data: string }): Promise<void> {
    try {
      this.#client ??= await connect(this.#server.smtpPort);
      const { replies, ...before } = await this.#client.sendMessage(message);
      const codes = [before.mail, ...before.recipients, before.data, ...replies].map(({ code }) => code);
      if (codes.some((code) => code >= 500)) throw new Error(`the server refused: ${codes.join(' ')}`);
      if (replies[0]?.code !== 250) throw new PutOff(`the server put it off: ${codes.join(' ')}`);
    } catch (error) {
      this.retries++;
      this.#client?.destroy();
      this.#client = undefined;
      throw error;
    }
  }
}

async function connect(port: number): Promise<SmtpClient> {
  const client = await SmtpClient.connect({ port });
  const greeting = await client.reply();
  if (greeting.code !== 220) throw new PutOff('no greeting');
  await client.command('EHLO sender.example.com');
  return client;
}

function mime(subject: string, to: readonly string[]): string {
  return [
    'From: Sender <sender@example.com>',
    `To: ${to.join(', ')}`,
    `Subject: ${subject}`,
    'Date: Fri, 20 Nov 2026 10:00:00 +0000',
    `Message-ID: <${subject.replaceAll(' ', '.')}@example.com>`,
    '',
    `This is ${subject}.`,
    '',
  ].join('\r\n');
}

function phoneOf(server: KilledServer, user: string): Phone {
  return new Phone({
    origin: `http://127.0.0.1:${server.httpPort}`,
    user,
    password,
    deviceId: user.replaceAll(/\W/g, ''),
    windowSize: 10,
  });
}

/** A phone that synchronizes its Inbox all the time, by Ping and by Sync that waits in turn, and marks some items read. */
export class Follower {
  readonly #phone: Phone;
  readonly #marked = new Set<string>();
  #inbox = '';

  constructor(server: KilledServer, user: string) {
    this.#phone = phoneOf(server, user);
  }

  /** What the server told it that does not fit to what it held. */
  get complaints(): readonly string[] {
    return this.#collection.items.complaints;
  }

  get held(): { readonly subject: string; readonly read: boolean }[] {
    return [...this.#collection.items.entries()].map(([, { Subject = '', Read = false }]) => ({
      subject: Subject,
      read: Read,
    }));
  }

  get marked(): number {
    return this.#marked.size;
  }

  get #collection() {
    return this.#phone.collection(this.#inbox);
  }

  async run(signal: AbortSignal): Promise<void> {
    await untilDone(() => this.#phone.provision());
    await untilDone(() => this.#phone.folderSync());
    this.#inbox = this.#phone.folderOf(FolderType.Inbox);
    for (let turn = 0; !signal.aborted; turn++) {
      await this.sync();
      if (turn % 2 === 0) await untilDone(() => this.#phone.ping([this.#inbox], 1));
      else await this.#exchange({ heartbeat: 1 });
    }
  }

  /** Takes what there is and tells what was marked. */
  async sync(): Promise<void> {
    while ((await this.#exchange({})).more);
    const unread = [...this.#collection.items.entries()].filter(
      ([id, { Subject = '' }]) => Number(/\d+$/.exec(Subject)?.[0]) % readOneIn === 0 && !this.#marked.has(id),
    );
    if (unread.length === 0) return;
    const commands = unread.map(([ServerId]): SyncRequestCommand => ({
      kind: 'Change',
      ServerId,
      ApplicationData: { Read: true },
    }));
    await this.#exchange({ commands });
    for (const [id] of unread) {
      this.#marked.add(id);
      this.#collection.items.put(id, { Read: true });
    }
  }

  close(): void {
    this.#phone.close();
  }

  #exchange(change: { readonly commands?: readonly SyncRequestCommand[]; readonly heartbeat?: number }) {
    return untilDone(() => this.#phone.sync(this.#inbox, change));
  }
}

/** A phone that sends mail; the same ClientId again until it is answered. */
export class Submitter {
  /** Subjects of what was answered. */
  readonly accepted: string[] = [];
  readonly #phone: Phone;
  readonly #user: string;
  readonly #recipient: string;
  /** The ClientId of the attempt that got no answer last. */
  #tried = '';
  retries = 0;

  constructor(server: KilledServer, user: string, recipient: string) {
    this.#phone = phoneOf(server, user);
    this.#user = user;
    this.#recipient = recipient;
  }

  async run(signal: AbortSignal): Promise<void> {
    await untilDone(() => this.#phone.provision());
    for (let number = 0; !signal.aborted; number++) {
      const subject = `submitted ${number}`;
      const content = Buffer.from(
        `From: ${this.#user}\r\nTo: ${this.#recipient}\r\nSubject: ${subject}\r\n\r\nThis is ${subject}.\r\n`,
      );
      await untilDone(() => this.#submit(content, `client ${number}`));
      this.accepted.push(subject);
      await after(Math.random() * longestPause);
    }
    this.#phone.close();
  }

  /** An answer that got lost is given anew as: this was sent before. [MS-ASCMD] 2.2.2 */
  async #submit(content: Uint8Array, clientId: string): Promise<void> {
    try {
      await this.#phone.sendMail(content, clientId);
    } catch (error) {
      const sentBefore = error instanceof PhoneError && error.status === CommonStatus.MessagePreviouslySent;
      if (sentBefore && this.#tried === clientId) return;
      this.#tried = clientId;
      this.retries++;
      throw error;
    }
  }
}
