/** Carries one session over a socket: writes and flow control, TLS from the start or by STARTTLS, idle time, the end. */
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { connectionRefused } from '../channels.ts';
import type { Reply } from './reply.ts';
import { Session, type SessionOutput } from './session.ts';
import type { SessionHandler } from './session-handler.ts';
import type { SessionSettings } from './session-settings.ts';

export interface ConnectionOptions {
  readonly settings: SessionSettings;
  readonly handler: SessionHandler;
  /** The certificate in force; asked for each handshake, so that it can be renewed. */
  readonly secureContext?: () => SecureContext;
  readonly implicitTls: boolean;
}

/** Milliseconds that the peer has to close its side after the last reply. */
const lingerTime = 5000;

export class Connection implements SessionOutput {
  /** IP address, or `local`. */
  readonly address: string;
  readonly #options: ConnectionOptions;
  readonly #session: Session;
  #socket: Socket;
  #wantsReading = true;
  #isReading = true;
  /** Epoch milliseconds after which the socket is destroyed: of the handshake, or after the last reply. */
  #destroyAfter: number | undefined;

  constructor(socket: Socket, options: ConnectionOptions, onClosed: (connection: Connection) => void) {
    this.#socket = socket;
    this.#options = options;
    this.address = peerAddress(socket);
    const client = { address: this.address, port: socket.remotePort ?? 0 };
    const { settings, handler } = options;
    this.#session = new Session(
      { settings, handler, client, transaction: undefined, messages: 0, authFailures: 0 },
      this,
    );
    socket.once('close', () => {
      this.#session.lost();
      onClosed(this);
    });
    if (options.implicitTls) {
      this.#handshake(() => this.#session.greet());
    } else {
      this.#listen(socket);
      this.#session.greet();
    }
  }

  write(text: string): void {
    this.#socket.write(text, 'utf8');
    if (this.#socket.writableNeedDrain) this.#applyReading();
  }

  setReading(reading: boolean): void {
    if (reading === this.#wantsReading) return;
    this.#wantsReading = reading;
    this.#applyReading();
  }

  startTls(): void {
    this.#handshake(() => undefined);
  }

  /** Half closes, and drops what still comes: a reset would take the last reply away from the peer. */
  close(): void {
    this.#destroyAfter = Date.now() + lingerTime;
    this.setReading(true);
    this.#socket.end();
  }

  /** Ends what takes too long. */
  sweep(now: number): void {
    if (this.#destroyAfter !== undefined) {
      if (now > this.#destroyAfter) this.destroy();
      return;
    }
    const last = this.#session.overdue(now);
    if (last !== undefined) this.#session.end(last);
  }

  drain(): void {
    this.#session.drain();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #applyReading(): void {
    const reading = this.#wantsReading && !this.#socket.writableNeedDrain;
    if (reading === this.#isReading) return;
    this.#isReading = reading;
    if (reading) this.#socket.resume();
    else this.#socket.pause();
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.#session.push(chunk));
    socket.on('drain', () => this.#applyReading());
    // A reset by the peer ends in 'close', which is all there is to do about it.
    socket.on('error', () => undefined);
  }

  #handshake(then: () => void): void {
    const plain = this.#socket;
    const { secureContext, settings } = this.#options;
    plain.removeAllListeners('data');
    plain.removeAllListeners('drain');
    plain.on('error', () => undefined);
    const socket = new TLSSocket(plain, { isServer: true, secureContext: secureContext!() });
    this.#socket = socket;
    this.#destroyAfter = Date.now() + settings.limits.handshakeTime;
    socket.on('_tlsError', (error: Error) => this.#handshakeFailed(error));
    socket.once('secure', () => {
      this.#destroyAfter = undefined;
      this.#session.secured({ protocol: socket.getProtocol() ?? '', cipher: socket.getCipher().standardName });
      then();
    });
    this.#listen(socket);
  }

  #handshakeFailed(error: Error): void {
    if (this.#destroyAfter === undefined || !connectionRefused.hasSubscribers) return;
    connectionRefused.publish({
      listener: this.#options.settings.listener,
      address: this.address,
      reason: 'tls-handshake',
      error,
    });
  }
}

/** Answers `last` to a connection that is not served at all. */
export function refuseConnection(socket: Socket, last: Reply, implicitTls: boolean): void {
  socket.on('error', () => undefined);
  if (implicitTls) {
    socket.destroy();
    return;
  }
  socket.resume();
  socket.end(last.wire);
  socket.setTimeout(lingerTime, () => socket.destroy());
}

/** An IPv4 address that came over an IPv6 socket is told as IPv4. */
export function peerAddress(socket: Socket): string {
  return socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, '') ?? 'local';
}
