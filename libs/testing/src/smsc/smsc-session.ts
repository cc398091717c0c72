/** One connection with a simulated carrier. SMPP 3.4 2.2 */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import {
  type BodyOf,
  type Pdu,
  type PduOf,
  PduFramer,
  type PduToWrite,
  SmppError,
  type Tlv,
  isResponse,
  nextSequence,
  readPdu,
  statusCode,
  writePdu,
} from '@postbus/smpp';
import type { BindPdu, SmscReply, SmscScript, SubmitAnswer } from './smsc-script.ts';

export interface SmscEvents {
  readonly script: SmscScript;
  readonly systemId: string;
  /** @returns what is answered; an answer without status has a message id */
  submit(pdu: PduOf<'submit_sm'>, session: SmscSession): 'silence' | 'drop' | SubmitAnswer;
  /** Anything came, went or ended. */
  changed(): void;
}

export class SmscSession {
  /** The bind that was taken. */
  bind: BindPdu | undefined;
  isOpen = true;
  /** All PDUs that were read, in their order. */
  readonly received: Pdu[] = [];
  readonly #socket: Socket;
  readonly #events: SmscEvents;
  readonly #framer = new PduFramer();
  readonly #asked = new Map<number, (answer: Pdu) => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #sequence = 0;
  #read = 0;
  #written = 0;

  constructor(socket: Socket, events: SmscEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('close', () => {
      this.isOpen = false;
      for (const timer of this.#timers) clearTimeout(timer);
      events.changed();
    });
  }

  /** Whether it takes deliver_sm. */
  get isReceiving(): boolean {
    return this.isOpen && this.bind !== undefined && this.bind.command !== 'bind_transmitter';
  }

  /** Sends a message or a receipt; fulfilled with the answer, never where the connection ends before. */
  deliver(body: Partial<BodyOf<'deliver_sm'>>, tlvs: readonly Tlv[] = []): Promise<Pdu> {
    return this.ask({ command: 'deliver_sm', sequence: this.#next(), body, tlvs });
  }

  /** Sends any request; its `sequence` is chosen by the caller or by `nextSequence`. */
  ask(request: PduToWrite): Promise<Pdu> {
    return new Promise((resolve) => {
      this.#asked.set(request.sequence, resolve);
      this.write(writePdu(request));
    });
  }

  unbind(): Promise<Pdu> {
    return this.ask({ command: 'unbind', sequence: this.#next() });
  }

  enquireLink(): Promise<Pdu> {
    return this.ask({ command: 'enquire_link', sequence: this.#next() });
  }

  /** Any octets, good or bad. */
  write(bytes: Uint8Array): void {
    if (!this.#socket.writable) return;
    const most = (this.#events.script.cutAfterWriting ?? Number.POSITIVE_INFINITY) - this.#written;
    this.#written += bytes.length;
    if (bytes.length < most) this.#socket.write(bytes);
    else this.#socket.end(bytes.subarray(0, Math.max(0, most)), () => this.#socket.destroy());
  }

  /** Stops or goes on reading, as a carrier that hangs. */
  pause(): void {
    this.#socket.pause();
  }
  resume(): void {
    this.#socket.resume();
  }

  /** Resets the connection; ends it where it has TLS. */
  drop(): void {
    if (this.#socket instanceof TLSSocket) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  #next(): number {
    this.#sequence = nextSequence(this.#sequence);
    return this.#sequence;
  }

  #receive(chunk: Uint8Array): void {
    const most = (this.#events.script.cutAfterReading ?? Number.POSITIVE_INFINITY) - this.#read;
    this.#read += chunk.length;
    const within = chunk.subarray(0, Math.max(0, Math.min(most, chunk.length)));
    try {
      for (const bytes of this.#framer.push(within)) {
        const { pdu } = readPdu(new Uint8Array(bytes));
        this.received.push(pdu);
        this.#take(pdu);
      }
    } catch (error) {
      if (!(error instanceof SmppError)) throw error;
      this.drop();
    }
    if (chunk.length >= most) this.drop();
    this.#events.changed();
  }

  #take(pdu: Pdu): void {
    const { command, sequence } = pdu;
    const { script } = this.#events;
    if (isResponse(command)) {
      this.#asked.get(sequence)?.(pdu);
      this.#asked.delete(sequence);
    } else if (command === 'bind_transceiver' || command === 'bind_transmitter' || command === 'bind_receiver') {
      this.#bound(pdu, script.bind?.(pdu) ?? {});
    } else if (command === 'submit_sm') {
      const reply = this.#events.submit(pdu, this);
      const messageId = typeof reply === 'string' ? undefined : reply.messageId;
      const body = messageId === undefined ? undefined : { message_id: messageId };
      this.#reply(reply, { command: 'submit_sm_resp', sequence, body });
    } else if (command === 'enquire_link') {
      this.#reply(script.enquireLink?.() ?? {}, { command: 'enquire_link_resp', sequence });
    } else if (command === 'unbind') {
      this.#reply(script.unbind?.() ?? {}, { command: 'unbind_resp', sequence }, () => this.#socket.end());
    } else {
      this.write(writePdu({ command: 'generic_nack', status: statusCode('ESME_RINVCMDID'), sequence }));
    }
  }

  #bound(pdu: BindPdu, reply: SmscReply): void {
    const isTaken = typeof reply === 'object' && (reply.status ?? 0) === 0;
    const body = isTaken ? { system_id: this.#events.systemId } : undefined;
    this.#reply(reply, { command: `${pdu.command}_resp`, sequence: pdu.sequence, body }, () => {
      if (isTaken) this.bind = pdu;
      this.#events.changed();
    });
  }

  #reply(reply: SmscReply, answer: PduToWrite, then?: () => void): void {
    if (reply === 'silence') return;
    if (reply === 'drop') {
      this.drop();
      return;
    }
    const { status = 0, delay = 0 } = reply;
    const code = typeof status === 'number' ? status : statusCode(status);
    this.after(delay, () => {
      this.write(writePdu({ ...answer, status: code, body: code === 0 ? answer.body : undefined } as PduToWrite));
      then?.();
    });
  }

  /** At once for 0; never once the connection ended. */
  after(milliseconds: number, action: () => void): void {
    if (milliseconds <= 0) {
      action();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, milliseconds);
    this.#timers.add(timer);
  }
}
