/** A carrier for tests: it takes binds and submissions, answers by a script, and sends receipts and messages. */
import { EventEmitter, once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { type TlsOptions, createServer as createTlsServer } from 'node:tls';
import type { PduOf } from '@postbus/smpp';
import { type SmscMessage, partsOf, receiptOf } from './smsc-deliveries.ts';
import type { SmscScript, SubmitAnswer } from './smsc-script.ts';
import { type SmscEvents, SmscSession } from './smsc-session.ts';

export interface SmscOptions {
  /** A free one unless told. */
  readonly port?: number;
  /** What it calls itself. */
  readonly systemId?: string;
  /** Certificate and key, for TLS. */
  readonly tls?: TlsOptions;
}

export interface Smsc {
  readonly host: string;
  readonly port: number;
  /** In the order of their connections, ended ones too. */
  readonly sessions: readonly SmscSession[];
  /** Submissions that were read, over all connections, but those beyond the rate of the script. */
  readonly submitted: readonly PduOf<'submit_sm'>[];
  /** Submissions that were beyond the rate. */
  readonly throttled: number;
  /** Changes what is answered from the next request on. */
  play(script: SmscScript): void;
  /** Fulfilled once `condition` holds; asked anew whenever something came, went or ended. */
  until(condition: () => boolean): Promise<void>;
  /** The first session that is bound, or that is bound next. */
  bound(): Promise<SmscSession>;
  /** Delivers a message over a session that receives; fulfilled with the statuses of the answers to its parts. */
  deliver(message: SmscMessage): Promise<number[]>;
  /** Resets every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts one on the loopback address. */
export async function startSmsc(script: SmscScript = {}, options: SmscOptions = {}): Promise<Smsc> {
  const carrier = new Carrier(script, options);
  await carrier.listen(options.port ?? 0);
  return carrier;
}

class Carrier implements Smsc, SmscEvents {
  readonly host = '127.0.0.1';
  readonly systemId: string;
  readonly sessions: SmscSession[] = [];
  readonly submitted: PduOf<'submit_sm'>[] = [];
  throttled = 0;
  script: SmscScript;
  readonly #server: Server;
  readonly #happened = new EventEmitter().setMaxListeners(0);
  /** When the submissions of the last second were taken. */
  #recent: number[] = [];
  #lastId = 0x3e7;
  #closed: Promise<void> | undefined;

  constructor(script: SmscScript, { systemId = 'smsc', tls }: SmscOptions) {
    this.script = script;
    this.systemId = systemId;
    this.#server = tls === undefined ? createServer() : createTlsServer(tls);
    this.#server.on('tlsClientError', () => {});
    this.#server.on(tls === undefined ? 'connection' : 'secureConnection', (socket) => {
      this.sessions.push(new SmscSession(socket, this));
      this.changed();
    });
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, this.host);
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  play(script: SmscScript): void {
    this.script = script;
  }

  changed(): void {
    this.#happened.emit('change');
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.#happened, 'change');
  }

  async bound(): Promise<SmscSession> {
    const find = (): SmscSession | undefined => this.sessions.find(({ isOpen, bind }) => isOpen && bind !== undefined);
    await this.until(() => find() !== undefined);
    return find()!;
  }

  async deliver(message: SmscMessage): Promise<number[]> {
    await this.until(() => this.#receiver() !== undefined);
    const session = this.#receiver()!;
    const answers = await Promise.all(partsOf(message).map(({ body, tlvs }) => session.deliver(body, tlvs)));
    return answers.map(({ status }) => status);
  }

  submit(pdu: PduOf<'submit_sm'>, session: SmscSession): 'silence' | 'drop' | SubmitAnswer {
    if (this.#isTooMuch()) {
      this.throttled++;
      return { status: 'ESME_RTHROTTLED' };
    }
    this.submitted.push(pdu);
    const reply = this.script.submit?.(pdu, this.submitted.length - 1) ?? {};
    if (typeof reply === 'string' || (reply.status ?? 0) !== 0) return reply;
    const messageId = reply.messageId ?? (++this.#lastId).toString(16);
    const { receipt } = reply;
    if (receipt !== undefined) {
      session.after(receipt.after ?? 0, () => {
        const { body, tlvs } = receiptOf(pdu, messageId, receipt);
        const receiver = this.#receiver(session.bind?.body.system_id);
        void receiver?.deliver(body, tlvs).then(() => this.changed());
      });
    }
    return { ...reply, messageId };
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    for (const session of this.sessions) session.drop();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #receiver(systemId?: string): SmscSession | undefined {
    return this.sessions.find(
      ({ isReceiving, bind }) => isReceiving && (systemId === undefined || bind?.body.system_id === systemId),
    );
  }

  #isTooMuch(): boolean {
    const { rate } = this.script;
    if (rate === undefined) return false;
    const now = performance.now();
    this.#recent = this.#recent.filter((at) => at > now - 1000);
    if (this.#recent.length >= rate) return true;
    this.#recent.push(now);
    return false;
  }
}
