/** PDUs over a socket, both ways. SMPP 3.4 3.2 */
import type { Socket } from 'node:net';
import { type Pdu, PduFramer, type PduToWrite, SmppError, answerTo, readPdu, writePdu } from '@postbus/smpp';
import type { SessionLimits } from './session-options.ts';
import type { SmppSessionErrorCode } from './smpp-session-error.ts';
import type { Timers } from './timers.ts';

export interface PduListener {
  received(pdu: Pdu): void;
  /** An answer that cannot be read; requests that cannot be are answered here. */
  unreadableAnswer(sequence: number, error: SmppError): void;
  /** The connection ended, or is of no more use: `connection-lost`, `bad-stream`. May come again. */
  failed(code: SmppSessionErrorCode, message: string, cause?: Error): void;
}

export class PduConnection {
  /** Fulfilled once the socket is closed. */
  readonly closed: Promise<void>;
  /** When octets of a PDU came last, by the timers. */
  heardAt: number;
  readonly #socket: Socket;
  readonly #framer: PduFramer;
  readonly #unsent: number;
  readonly #timers: Timers;
  readonly #listener: PduListener;
  #isCorked = false;
  #isLeft = false;

  constructor(socket: Socket, limits: SessionLimits, timers: Timers, listener: PduListener) {
    this.heardAt = timers.now();
    this.#socket = socket;
    this.#framer = new PduFramer({ commandLength: limits.commandLength });
    this.#unsent = limits.unsent;
    this.#timers = timers;
    this.#listener = listener;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    if (socket.closed) resolve();
    socket.on('data', (chunk: Uint8Array) => this.#receive(chunk));
    socket.on('drain', () => socket.resume());
    socket.on('error', (cause) => listener.failed('connection-lost', cause.message, cause));
    socket.on('close', () => {
      listener.failed('connection-lost', 'the connection ended');
      resolve();
    });
  }

  get isWritable(): boolean {
    return this.#socket.writable;
  }

  /** What one turn of the loop writes goes out at once. */
  write(bytes: Uint8Array): void {
    if (!this.#socket.writable) return;
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#socket.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        this.#socket.uncork();
      });
    }
    this.#socket.write(bytes);
    if (this.#socket.writableLength > this.#unsent) this.#socket.pause();
  }

  answer(answer: PduToWrite): void {
    this.write(writePdu(answer));
  }

  /** Writes nothing more; what comes is read until the other side ends too. */
  end(): void {
    this.#socket.end();
  }

  /** Ends it at once; nothing that comes is read. */
  leave(): void {
    this.#isLeft = true;
    this.#socket.destroy();
  }

  /** Ends it once what was written is sent, or at the latest after `timeout` milliseconds. */
  leaveAfterSending(timeout: number): void {
    this.#isLeft = true;
    const socket = this.#socket;
    const cancel = this.#timers.after(timeout, () => socket.destroy());
    socket.once('close', cancel);
    socket.end(() => socket.destroy());
  }

  #receive(chunk: Uint8Array): void {
    if (this.#isLeft) return;
    try {
      for (const bytes of this.#framer.push(chunk)) {
        if (!this.#isLeft) this.#take(bytes);
      }
    } catch (error) {
      if (!(error instanceof SmppError)) throw error;
      const answer = answerTo(error);
      if (answer !== undefined) this.answer(answer);
      this.#listener.failed('bad-stream', error.message, error);
    }
  }

  /** A copy is read: what is kept of it outlives the chunk, and must not keep all of that. */
  #take(bytes: Uint8Array): void {
    this.heardAt = this.#timers.now();
    let pdu: Pdu;
    try {
      ({ pdu } = readPdu(new Uint8Array(bytes)));
    } catch (error) {
      if (!(error instanceof SmppError)) throw error;
      const answer = answerTo(error);
      if (answer !== undefined) this.answer(answer);
      else if (error.header !== undefined) this.#listener.unreadableAnswer(error.header.sequence, error);
      return;
    }
    this.#listener.received(pdu);
  }
}
