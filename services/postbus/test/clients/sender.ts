/** Sends one message after another over one SMTP connection, opened anew when it is lost. */
import { setTimeout as after } from 'node:timers/promises';
import { SmtpClient } from '@postbus/testing';
import type { Place } from './place.ts';
import { PutOff, untilDone } from './until-done.ts';

export interface SenderOptions {
  readonly place: Place;
  /** Begins each of its subjects. */
  readonly name: string;
  readonly recipients: readonly string[];
  /** Milliseconds of its rest between two messages, at most. */
  readonly longestPause: number;
  readonly random?: () => number;
  /** Bytes of a body, beside a line that tells the subject. */
  readonly bodyBytes?: number;
}

/** One of so many messages goes to all recipients, the others to one. */
const toAllOneIn = 3;

export class Sender {
  /** Subjects of messages that were answered with 250, with their recipients. */
  readonly accepted = new Map<string, readonly string[]>();
  /** Codes of replies that put a message off, with how often. */
  readonly putOff = new Map<number, number>();
  /** Attempts that were not answered with 250. */
  retries = 0;
  readonly #options: SenderOptions;
  #client: SmtpClient | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Goes on until `signal`; the message that is under way then is sent to its end. */
  async run(signal: AbortSignal): Promise<void> {
    const { name, recipients, longestPause, random = Math.random } = this.#options;
    for (let number = 0; !signal.aborted; number++) {
      const one = recipients[number % recipients.length]!;
      await this.send(`${name} ${number}`, number % toAllOneIn === 0 ? recipients : [one]);
      await after(random() * longestPause);
    }
    this.close();
  }

  /** Sends one message until it is answered with 250. @throws {Error} where it is refused for good */
  async send(subject: string, to: readonly string[]): Promise<void> {
    const message = { from: 'sender@example.com', to, data: mime(subject, to, this.#options.bodyBytes ?? 0) };
    await untilDone(() => this.#attempt(message));
    this.accepted.set(subject, to);
  }

  close(): void {
    this.#client?.destroy();
  }

  async #attempt(message: { from: string; to: readonly string[]; data: string }): Promise<void> {
    try {
      this.#client ??= await connect(this.#options.place.smtpPort);
      const { replies, ...before } = await this.#client.sendMessage(message);
      const codes = [before.mail, ...before.recipients, before.data, ...replies].map(({ code }) => code);
      // What was put off has no recipients at DATA, which is answered 503.
      const refused = codes.find((code) => code >= 400) ?? 0;
      if (refused >= 500) throw new Error(`the server refused: ${codes.join(' ')}`);
      if (replies[0]?.code === 250 && codes.every((code) => code < 400)) return;
      throw new PutOff(refused, `the server put it off: ${codes.join(' ')}`);
    } catch (error) {
      if (error instanceof PutOff) this.putOff.set(error.code, (this.putOff.get(error.code) ?? 0) + 1);
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
  if (greeting.code !== 220) throw new PutOff(greeting.code, 'no greeting');
  await client.command('EHLO sender.example.com');
  return client;
}

const line = `${'x'.repeat(76)}\r\n`;

function mime(subject: string, to: readonly string[], bodyBytes: number): string {
  return [
    'From: Sender <sender@example.com>',
    `To: ${to.join(', ')}`,
    `Subject: ${subject}`,
    'Date: Fri, 20 Nov 2026 10:00:00 +0000',
    `Message-ID: <${subject.replaceAll(' ', '.')}@example.com>`,
    '',
    `This is ${subject}.`,
    line.repeat(Math.ceil(bodyBytes / line.length)),
  ].join('\r\n');
}
