/** A session with a next hop: greeting, EHLO, STARTTLS, AUTH, then transactions. RFC 5321 3, RFC 3207, RFC 2920 */
import { type Credentials, authenticate } from './authenticate.ts';
import { type Endpoint, SmtpConnection } from './connection.ts';
import { dotStuffed, finalDot } from './dot-stuffing.ts';
import {
  type ContentFacts,
  type EnvelopeRecipient,
  type EnvelopeSender,
  mailCommand,
  needsSmtpUtf8,
  rcptCommand,
} from './envelope.ts';
import { type Extensions, extensionsOf, noExtensions } from './extensions.ts';
import { type Reply, replyClass } from './reply.ts';
import { SmtpError } from './smtp-error.ts';
import type { SmtpTimeouts } from './timeouts.ts';

/**
 * `none`: never TLS. `opportunistic`: where offered, any certificate. `require`: not without, any certificate.
 * `verify`: not without, and the certificate proves the host's name. `implicit`: from the first byte, and proven.
 */
export type TlsPolicy = 'none' | 'opportunistic' | 'require' | 'verify' | 'implicit';

export interface SessionOptions {
  /** What EHLO says: our own name. */
  readonly helo: string;
  readonly tls: TlsPolicy;
  /** Roots trusted instead of the system's, PEM. */
  readonly ca?: string | undefined;
  readonly credentials?: Credentials | undefined;
  readonly timeouts: SmtpTimeouts;
  readonly signal: AbortSignal;
}

export interface Transaction {
  readonly sender: EnvelopeSender;
  readonly recipients: readonly EnvelopeRecipient[];
  readonly facts: ContentFacts;
  /** Read once, if any recipient is accepted. */
  content(): AsyncIterable<Uint8Array>;
}

/** What the server said of one recipient, at the step that decided. */
export interface RecipientReply {
  readonly address: string;
  readonly step: 'MAIL' | 'RCPT' | 'DATA' | 'content';
  readonly reply: Reply;
}

export class SmtpSession {
  /** Offered now, in TLS if there is TLS. */
  extensions: Extensions = noExtensions;
  /** False once the server said that it closes the connection. RFC 5321 3.8 */
  usable = true;

  private constructor(
    private readonly connection: SmtpConnection,
    private readonly options: SessionOptions,
  ) {}

  /** @throws {SmtpError} every code but `outcome-unknown` */
  static async open(endpoint: Endpoint, options: SessionOptions): Promise<SmtpSession> {
    const { tls, timeouts, signal } = options;
    const implicit = tls === 'implicit' ? { verify: true, ca: options.ca } : undefined;
    const connection = await SmtpConnection.open(endpoint, signal, timeouts.connect, implicit);
    const session = new SmtpSession(connection, options);
    try {
      await session.begin();
      return session;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  get secured(): boolean {
    return this.connection.secured;
  }

  /**
   * One message to several recipients: what the server said of each. A recipient is accepted where the reply is a 2xx.
   * @throws {SmtpError} `outcome-unknown` where the connection was lost after the final dot; the others before it
   */
  async send(transaction: Transaction): Promise<RecipientReply[]> {
    const { mail, replies } = await this.sendEnvelope(transaction);
    if (replyClass(mail) !== 2)
      return transaction.recipients.map(({ address }) => ({ address, step: 'MAIL', reply: mail }));
    const refused = replies.filter(({ reply }) => replyClass(reply) !== 2);
    const accepted = replies.filter(({ reply }) => replyClass(reply) === 2);
    if (accepted.length === 0) {
      await this.reset();
      return refused;
    }
    const end = await this.sendContent(transaction.content());
    if (end.step === 'DATA') await this.reset();
    return [...refused, ...accepted.map(({ address }) => ({ address, ...end }))];
  }

  /** Says QUIT and lets the connection end by itself. */
  close(): void {
    this.connection.quit(this.options.timeouts.quit);
  }

  destroy(): void {
    this.connection.destroy();
  }

  private async begin(): Promise<void> {
    const { timeouts, credentials } = this.options;
    const greeting = await this.connection.reply('greeting', timeouts.greeting);
    if (greeting.code !== 220) throw this.unexpected('greeting', greeting);
    await this.hello();
    await this.startTls();
    if (credentials !== undefined) {
      await authenticate(this.connection, this.extensions.auth, credentials, timeouts.command);
    }
  }

  /** EHLO, or HELO where the server does not know it. RFC 5321 3.2 */
  private async hello(): Promise<void> {
    const ehlo = await this.command(`EHLO ${this.options.helo}`);
    if (replyClass(ehlo) === 2) {
      this.extensions = extensionsOf(ehlo);
      return;
    }
    if (replyClass(ehlo) !== 5) throw this.unexpected('EHLO', ehlo);
    const helo = await this.command(`HELO ${this.options.helo}`);
    if (replyClass(helo) !== 2) throw this.unexpected('HELO', helo);
    this.extensions = noExtensions;
  }

  private async startTls(): Promise<void> {
    const { tls, timeouts, ca } = this.options;
    if (tls === 'none' || tls === 'implicit') return;
    if (!this.extensions.startTls) return this.withoutTls('STARTTLS is not offered');
    const reply = await this.command('STARTTLS');
    if (reply.code !== 220) return this.withoutTls('STARTTLS was refused', reply);
    await this.connection.secure({ verify: tls === 'verify', ca }, timeouts.connect);
    await this.hello();
  }

  private withoutTls(message: string, reply?: Reply): void {
    if (this.options.tls === 'opportunistic') return;
    throw new SmtpError('tls-unavailable', { host: this.host, step: 'STARTTLS' }, message, reply && { reply });
  }

  private async sendEnvelope({
    sender,
    recipients,
    facts,
  }: Transaction): Promise<{ mail: Reply; replies: RecipientReply[] }> {
    const { command: mailTime, rcpt: rcptTime } = this.options.timeouts;
    const mailLine = `${mailCommand(sender, needsSmtpUtf8(sender, recipients, facts), facts, this.extensions)}\r\n`;
    const rcptLines = recipients.map((recipient) => `${rcptCommand(recipient, this.extensions)}\r\n`);
    const { pipelining } = this.extensions;
    await this.connection.write(pipelining ? mailLine + rcptLines.join('') : mailLine, 'MAIL', mailTime);
    const mail = await this.readReply('MAIL', mailTime);
    if (!pipelining && replyClass(mail) !== 2) return { mail, replies: [] };
    const replies: RecipientReply[] = [];
    try {
      for (const [index, { address }] of recipients.entries()) {
        if (!pipelining) await this.connection.write(rcptLines[index]!, 'RCPT', rcptTime);
        replies.push({ address, step: 'RCPT', reply: await this.readReply('RCPT', rcptTime) });
      }
    } catch (error) {
      // Servers that refuse the sender may hang up at once: what they said of it stands.
      if (replyClass(mail) === 2) throw error;
      this.usable = false;
    }
    return { mail, replies };
  }

  private async sendContent(content: AsyncIterable<Uint8Array>): Promise<{ step: 'DATA' | 'content'; reply: Reply }> {
    const { dataInitiation, dataBlock, dataTermination } = this.options.timeouts;
    await this.connection.write('DATA\r\n', 'DATA', dataInitiation);
    const begin = await this.readReply('DATA', dataInitiation);
    if (begin.code !== 354) {
      if (replyClass(begin) < 4) throw this.unexpected('DATA', begin);
      return { step: 'DATA', reply: begin };
    }
    const reply = (await this.writeContent(content, dataBlock)) ?? (await this.endContent(dataBlock, dataTermination));
    return { step: 'content', reply };
  }

  /**
   * Everything but the final dot. A server that speaks within the content does not want the rest, and the session cannot go on.
   * @returns what it said then; undefined where the content went out
   */
  private async writeContent(content: AsyncIterable<Uint8Array>, timeout: number): Promise<Reply | undefined> {
    try {
      for await (const chunk of dotStuffed(content)) {
        if (this.connection.hasReply) break;
        await this.connection.write(chunk, 'content', timeout);
      }
    } catch (error) {
      if (!this.connection.hasReply) throw error;
    }
    if (!this.connection.hasReply) return undefined;
    const reply = await this.readReply('content', 0);
    this.usable = false;
    if (replyClass(reply) < 4) throw this.unexpected('content', reply);
    return reply;
  }

  /** From the first byte of the final dot on the server may have taken the message, whatever happens next. */
  private async endContent(writeTime: number, replyTime: number): Promise<Reply> {
    try {
      await this.connection.write(finalDot, 'content', writeTime);
      return await this.readReply('content', replyTime);
    } catch (error) {
      throw new SmtpError('outcome-unknown', { host: this.host, step: 'content' }, 'no reply to the final dot', {
        cause: error,
      });
    }
  }

  /** A session that cannot be reset is over; what it told before stands. */
  private async reset(): Promise<void> {
    if (!this.usable) return;
    try {
      const reply = await this.command('RSET');
      this.usable &&= replyClass(reply) === 2;
    } catch {
      this.usable = false;
    }
  }

  private async command(line: string): Promise<Reply> {
    const step = line.split(' ', 1)[0]!;
    await this.connection.write(`${line}\r\n`, step, this.options.timeouts.command);
    return this.readReply(step, this.options.timeouts.command);
  }

  private async readReply(step: string, timeout: number): Promise<Reply> {
    const reply = await this.connection.reply(step, timeout);
    if (reply.code === 421) this.usable = false;
    return reply;
  }

  private unexpected(step: string, reply: Reply): SmtpError {
    return new SmtpError('unexpected-reply', { host: this.host, step }, 'the reply is not the one expected', { reply });
  }

  private get host(): string {
    return this.connection.endpoint.host;
  }
}
