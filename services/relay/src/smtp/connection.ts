/** A connection to a next hop: commands out, replies in, each within its time; TLS from the start or by STARTTLS. */
import { type Socket, connect, isIP } from 'node:net';
import { type TLSSocket, connect as connectTls } from 'node:tls';
import { type Reply, ReplyError, ReplyParser } from './reply.ts';
import { SmtpError } from './smtp-error.ts';

/** A host to connect to. */
export interface Endpoint {
  /** The name by which it is known: for TLS, logs and Remote-MTA. */
  readonly host: string;
  /** An IP address. */
  readonly address: string;
  readonly port: number;
}

export interface TlsOptions {
  /** Whether a certificate that does not prove the host's name is refused. */
  readonly verify: boolean;
  /** Roots trusted instead of the system's, PEM. */
  readonly ca?: string | undefined;
}

/** Replies read before anybody asked for them; a server that talks without being asked would fill the memory. */
const mostUnasked = 512;

interface Waiter {
  resolve(reply: Reply): void;
  reject(error: SmtpError): void;
}

export class SmtpConnection {
  private parser = new ReplyParser();
  private readonly replies: Reply[] = [];
  private waiter: Waiter | undefined;
  private drained: Waiter | undefined;
  private fault: SmtpError | undefined;
  private step = 'connect';
  private onFault: (error: SmtpError) => void = () => {};
  private readonly abort = (): void => void this.fail('aborted', 'the session was given up');

  private constructor(
    private socket: Socket,
    readonly endpoint: Endpoint,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.abort, { once: true });
    if (signal.aborted) this.abort();
    this.listen(socket);
  }

  /** @throws {SmtpError} `connect-failed`, `tls-failed`, `timeout` or `aborted` */
  static async open(
    endpoint: Endpoint,
    signal: AbortSignal,
    timeout: number,
    tls?: TlsOptions,
  ): Promise<SmtpConnection> {
    const socket = connect({ host: endpoint.address, port: endpoint.port, noDelay: true });
    const connection = new SmtpConnection(socket, endpoint, signal);
    await connection.happens(socket, 'connect', timeout, 'connect-failed');
    if (tls !== undefined) await connection.secure(tls, timeout);
    return connection;
  }

  get secured(): boolean {
    return 'encrypted' in this.socket;
  }

  /** Whether the server has said something that nobody has read yet. */
  get hasReply(): boolean {
    return this.replies.length > 0;
  }

  /**
   * The next reply.
   * @param step told in errors
   * @throws {SmtpError} `timeout`, `connection-lost`, `malformed-reply`, `reply-too-long` or `aborted`
   */
  async reply(step: string, timeout: number): Promise<Reply> {
    this.step = step;
    const ready = this.replies.shift();
    if (ready !== undefined) return ready;
    return this.within(timeout, 'no reply in time', (waiter) => (this.waiter = waiter));
  }

  /** Sends `bytes`; fulfilled once the next may be given. @throws {SmtpError} as `reply` does */
  async write(bytes: Uint8Array | string, step: string, timeout: number): Promise<void> {
    this.step = step;
    if (this.fault !== undefined) throw this.fault;
    if (this.socket.write(bytes)) return;
    await this.within(timeout, 'the server takes nothing', (waiter) => (this.drained = waiter));
  }

  /**
   * Begins TLS. Whatever the server said before it is not trusted: bytes behind the reply to STARTTLS refuse the session.
   * @throws {SmtpError} `injected-reply`, `tls-failed`, `timeout` or `aborted`
   */
  async secure(tls: TlsOptions, timeout: number): Promise<void> {
    this.step = 'TLS';
    if (this.hasReply || this.parser.unfinished)
      throw this.fail('injected-reply', 'more was said behind the reply to STARTTLS');
    const { host } = this.endpoint;
    const plain = this.socket;
    plain.removeAllListeners();
    const secured: TLSSocket = connectTls({
      socket: plain,
      host,
      ...(isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: tls.verify,
      ...(tls.ca !== undefined && { ca: tls.ca }),
    });
    this.parser = new ReplyParser();
    this.socket = secured;
    this.listen(secured);
    await this.happens(secured, 'secureConnect', timeout, 'tls-failed');
  }

  /** Ends the connection politely, without waiting for it. */
  quit(timeout: number): void {
    this.onFault = () => {};
    this.signal.removeEventListener('abort', this.abort);
    if (this.socket.writable) this.socket.end('QUIT\r\n');
    const { socket } = this;
    const timer = setTimeout(() => socket.destroy(), timeout);
    socket.once('close', () => clearTimeout(timer));
    socket.resume();
  }

  destroy(): void {
    this.signal.removeEventListener('abort', this.abort);
    this.socket.destroy();
  }

  private listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('drain', () => this.settleDrained());
    socket.on('error', (error) => this.fail('connection-lost', error.message, error));
    socket.on('close', () => this.fail('connection-lost', 'the server closed the connection'));
  }

  private take(chunk: Uint8Array): void {
    try {
      this.replies.push(...this.parser.push(chunk));
    } catch (error) {
      const code = error instanceof ReplyError ? error.code : 'malformed-reply';
      this.fail(code, 'the reply cannot be read', error);
      return;
    }
    if (this.replies.length > mostUnasked) this.fail('malformed-reply', 'the server talks without being asked');
    const { waiter } = this;
    if (waiter === undefined || this.replies.length === 0) return;
    this.waiter = undefined;
    waiter.resolve(this.replies.shift()!);
  }

  private settleDrained(): void {
    const { drained } = this;
    this.drained = undefined;
    drained?.resolve({ code: 0, lines: [] });
  }

  /** Makes every wait fail, now and later; the first fault stays. */
  private fail(code: SmtpError['code'], message: string, cause?: unknown): SmtpError {
    this.fault ??= new SmtpError(code, { host: this.endpoint.host, step: this.step }, message, { cause });
    const { fault, waiter, drained } = this;
    this.waiter = undefined;
    this.drained = undefined;
    this.destroy();
    waiter?.reject(fault);
    drained?.reject(fault);
    this.onFault(fault);
    return fault;
  }

  private async within(timeout: number, message: string, wait: (waiter: Waiter) => void): Promise<Reply> {
    if (this.fault !== undefined) throw this.fault;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Reply>((resolve, reject) => {
        wait({ resolve, reject });
        timer = setTimeout(() => this.fail('timeout', message), timeout);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private async happens(
    socket: Socket,
    event: string,
    timeout: number,
    failure: 'connect-failed' | 'tls-failed',
  ): Promise<void> {
    if (this.fault !== undefined) throw this.fault;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.onFault = (fault) => reject(fault.code === 'connection-lost' ? this.renamed(fault, failure) : fault);
        socket.once(event, () => resolve());
        timer = setTimeout(() => this.fail('timeout', `no ${event} in time`), timeout);
      });
    } finally {
      clearTimeout(timer);
      this.onFault = () => {};
    }
  }

  private renamed(fault: SmtpError, code: SmtpError['code']): SmtpError {
    const { host } = this.endpoint;
    return new SmtpError(
      code,
      { host, step: this.step },
      fault.cause instanceof Error ? fault.cause.message : 'the connection was closed',
      { cause: fault.cause },
    );
  }
}
