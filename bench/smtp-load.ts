/**
 * Sends messages by SMTP over several connections at once and takes the time of each 250. RFC 5321
 * A command waits for the reply to the one before, as most senders do; it costs as little as can be, since it shares
 * the machine with what is measured.
 */
import { type Socket, connect } from 'node:net';

export interface SmtpLoad {
  readonly port: number;
  readonly connections: number;
  /** Whether a connection takes one message after another, or is closed after one. */
  readonly kept: boolean;
  readonly messages: number;
  /** Recipient of a message by its number. */
  readonly recipient: (message: number) => string;
  /** The content with dots doubled and the end of data behind it. */
  readonly content: (message: number) => Uint8Array;
}

export interface SmtpLoadOutcome {
  /** Milliseconds from the end of data to its 250, a message each. */
  readonly times: readonly number[];
  /** Seconds from the first connection to the last 250. */
  readonly duration: number;
}

/** Of `performance.now`. */
export interface Accepted {
  /** When the end of data was sent. */
  readonly sent: number;
  /** When its 250 came. */
  readonly accepted: number;
}

/** @throws {Error} at the first reply that is not the one expected */
export async function sendBySmtp(load: SmtpLoad): Promise<SmtpLoadOutcome> {
  const times: number[] = [];
  let next = 0;
  const take = (): number | undefined => (next < load.messages ? next++ : undefined);
  const started = performance.now();
  await Promise.all(Array.from({ length: load.connections }, () => sendSome(load, take, times)));
  return { times, duration: (performance.now() - started) / 1000 };
}

async function sendSome(load: SmtpLoad, take: () => number | undefined, times: number[]): Promise<void> {
  let connection: Connection | undefined;
  for (let message = take(); message !== undefined; message = take()) {
    connection ??= await openConnection(load.port);
    const { sent, accepted } = await connection.send(load.recipient(message), load.content(message));
    times.push(accepted - sent);
    if (load.kept) continue;
    await connection.quit();
    connection = undefined;
  }
  await connection?.quit();
}

/** Sends at a steady rate until told to stop. */
export class SteadyLoad {
  readonly #connections: Promise<Connection>[];
  readonly #timer: NodeJS.Timeout;
  readonly #sending: Promise<unknown>[];

  constructor(port: number, perSecond: number, next: () => { recipient: string; content: Uint8Array }) {
    this.#connections = Array.from({ length: 4 }, () => openConnection(port));
    this.#sending = [...this.#connections];
    let turn = 0;
    this.#timer = setInterval(() => {
      const { recipient, content } = next();
      const place = turn++ % this.#connections.length;
      // One after another on each connection.
      this.#sending[place] = this.#sending[place]!.then(async () =>
        (await this.#connections[place]!).send(recipient, content),
      );
    }, 1000 / perSecond);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#sending);
    for (const connection of this.#connections) await (await connection).quit();
  }
}

/** A connection that has been greeted. */
export async function openConnection(port: number): Promise<Connection> {
  const connection = new Connection(connect({ port, host: '127.0.0.1', noDelay: true }));
  await connection.command('', 220);
  await connection.command('EHLO bench.example.com\r\n', 250);
  return connection;
}

export class Connection {
  readonly #socket: Socket;
  #reply = '';
  #expected = 0;
  #resolve: (() => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(text));
    socket.on('error', (error) => this.#reject?.(error));
    socket.on('close', () => this.#reject?.(new Error(`the connection was closed: ${this.#reply}`)));
  }

  /** Sends bytes and waits for a whole reply of the code. */
  command(bytes: string | Uint8Array, code: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#expected = code;
      this.#resolve = resolve;
      this.#reject = reject;
      if (bytes.length > 0) this.#socket.write(bytes);
    });
  }

  /** One transaction. */
  async send(recipients: string | readonly string[], content: Uint8Array): Promise<Accepted> {
    await this.command('MAIL FROM:<sender@example.com>\r\n', 250);
    for (const recipient of [recipients].flat()) await this.command(`RCPT TO:<${recipient}>\r\n`, 250);
    await this.command('DATA\r\n', 354);
    const sent = performance.now();
    await this.command(content, 250);
    return { sent, accepted: performance.now() };
  }

  async quit(): Promise<void> {
    await this.command('QUIT\r\n', 221);
    this.#reject = undefined;
    this.#socket.end();
  }

  #take(text: string): void {
    this.#reply += text;
    const reply = this.#reply;
    if (!reply.endsWith('\n')) return;
    const lastLine = reply.lastIndexOf('\n', reply.length - 2) + 1;
    if (reply[lastLine + 3] !== ' ') return;
    this.#reply = '';
    if (Number(reply.slice(lastLine, lastLine + 3)) === this.#expected) this.#resolve?.();
    else this.#reject?.(new Error(`${this.#expected} was expected: ${reply}`));
  }
}
