/**
 * A raw SMTP and LMTP client for tests: sends what it is told, byte for byte, and reads the replies. RFC 5321, RFC 2033
 * Nothing is checked or corrected on the way out, so that a test can break every rule.
 */
import { type Socket, connect } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { SmtpReplyReader, type SmtpReply } from './smtp-client-replies.ts';

export interface SmtpClientOptions {
  readonly host?: string;
  readonly port?: number;
  /** A Unix socket in place of host and port. */
  readonly path?: string;
  /** TLS from the start. */
  readonly tls?: ConnectionOptions;
  /** Address to connect from. */
  readonly localAddress?: string;
}

export interface SmtpMessage {
  readonly from: string;
  readonly to: readonly string[];
  /** Lines end in CR LF; dots are doubled on the way. */
  readonly data: string | Uint8Array;
  /** Behind the address: ` BODY=8BITMIME SMTPUTF8`. */
  readonly mailParameters?: string;
  readonly rcptParameters?: string;
  readonly lmtp?: boolean;
}

export interface SmtpOutcome {
  readonly mail: SmtpReply;
  readonly recipients: readonly SmtpReply[];
  readonly data: SmtpReply;
  /** After the end of data; one, or in LMTP one for each recipient taken. */
  readonly replies: readonly SmtpReply[];
}

/** Certificates of tests are their own authority. */
const anyCertificate: ConnectionOptions = { rejectUnauthorized: false };

export class SmtpClient {
  /** Fulfilled when the connection has gone. */
  closed: Promise<void>;
  #socket: Socket;
  readonly #replies = new SmtpReplyReader();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = this.#attach(socket);
  }

  /** Connects; the greeting is the first reply to read. */
  static async connect(options: SmtpClientOptions): Promise<SmtpClient> {
    const { tls, path, port, host = '127.0.0.1', localAddress } = options;
    const place =
      path === undefined ? { host, port: port!, ...(localAddress !== undefined && { localAddress }) } : { path };
    const socket =
      tls === undefined ? connect({ ...place, noDelay: true }) : connectTls({ ...anyCertificate, ...tls, ...place });
    await opened(socket, tls === undefined ? 'connect' : 'secureConnect');
    return new SmtpClient(socket);
  }

  /** Sends bytes as they are; text as UTF-8. */
  send(bytes: string | Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** The next reply. @throws {Error} where the connection ends before it is whole */
  reply(): Promise<SmtpReply> {
    return this.#replies.next();
  }

  /** Sends a line and reads its reply. */
  command(line: string): Promise<SmtpReply> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  /** Sends all lines at once and reads a reply for each. RFC 2920 */
  async pipeline(lines: readonly string[]): Promise<SmtpReply[]> {
    this.send(lines.map((line) => `${line}\r\n`).join(''));
    const replies: SmtpReply[] = [];
    for (const _ of lines) replies.push(await this.reply());
    return replies;
  }

  /** Sends STARTTLS and, on 220, shakes hands. RFC 3207 */
  async startTls(options: ConnectionOptions = {}): Promise<SmtpReply> {
    const answer = await this.command('STARTTLS');
    if (answer.code !== 220) return answer;
    this.#socket.removeAllListeners('data');
    const socket = connectTls({ ...anyCertificate, ...options, socket: this.#socket });
    await opened(socket, 'secureConnect');
    this.#socket = socket;
    this.closed = this.#attach(socket);
    return answer;
  }

  /** AUTH PLAIN with an initial response. RFC 4616 */
  authPlain(user: string, password: string, authorization = ''): Promise<SmtpReply> {
    return this.command(`AUTH PLAIN ${Buffer.from(`${authorization}\0${user}\0${password}`).toString('base64')}`);
  }

  /** One transaction, its commands pipelined up to DATA. */
  async sendMessage(message: SmtpMessage): Promise<SmtpOutcome> {
    const { from, to, data, mailParameters = '', rcptParameters = '' } = message;
    const commands = [
      `MAIL FROM:<${from}>${mailParameters}`,
      ...to.map((address) => `RCPT TO:<${address}>${rcptParameters}`),
      'DATA',
    ];
    const answers = await this.pipeline(commands);
    const [mail, ...rest] = answers;
    const asked = rest.pop()!;
    const replies: SmtpReply[] = [];
    if (asked.code === 354) {
      this.send(dotStuffed(data));
      const expected = message.lmtp === true ? rest.filter((answer) => answer.code < 300).length : 1;
      for (let index = 0; index < expected; index++) replies.push(await this.reply());
    }
    return { mail: mail!, recipients: rest, data: asked, replies };
  }

  /** Says QUIT and waits for the end. */
  async quit(): Promise<SmtpReply> {
    const answer = await this.command('QUIT');
    this.#socket.end();
    await this.closed;
    return answer;
  }

  /** Half closes: no more is sent. */
  end(): void {
    this.#socket.end();
  }

  /** Cuts the connection. */
  destroy(): void {
    this.#socket.destroy();
  }

  #attach(socket: Socket): Promise<void> {
    socket.on('data', (chunk: Buffer) => this.#replies.push(chunk));
    socket.on('error', (error) => this.#replies.end(error));
    return new Promise((resolve) => {
      socket.once('close', () => {
        this.#replies.end(new Error('the connection was closed'));
        resolve();
      });
    });
  }
}

/** The data as it goes over the wire: dots doubled, the end of data behind it. RFC 5321 4.5.2 */
export function dotStuffed(data: string | Uint8Array): Buffer {
  const text = Buffer.from(data).toString('latin1').replaceAll(/^\./gm, '..');
  return Buffer.from(`${text}${text === '' || text.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1');
}

function opened(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once(event, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}
