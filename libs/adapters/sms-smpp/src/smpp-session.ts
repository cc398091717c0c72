/** One session with a carrier, from its bind to its unbind. SMPP 3.4 2.2 to 2.5, 4, 7.2 */
import type { Socket } from 'node:net';
import {
  type Pdu,
  type PduOf,
  type PduToWrite,
  type RequestName,
  commandStatus,
  isResponse,
  lastSequence,
  statusCode,
  tlvValue,
  writePdu,
} from '@postbus/smpp';
import { Deliveries } from './deliveries.ts';
import type { Inbound } from './inbound.ts';
import { keepAlive } from './keep-alive.ts';
import { openSocket, peerOf } from './open-socket.ts';
import { type SmppOutcome, type SmppRequest, outcomeOf } from './outcome.ts';
import { Outstanding, type Waiting } from './outstanding.ts';
import { PduConnection } from './pdu-connection.ts';
import {
  type BindKind,
  type SessionLimits,
  type SessionOptions,
  type SessionTimes,
  bindRequest,
  defaultSessionLimits,
  defaultSessionTimes,
  positive,
} from './session-options.ts';
import { SmppSessionError, type SmppSessionErrorCode, type SmppSessionErrorDetails } from './smpp-session-error.ts';
import { type Timers, systemTimers } from './timers.ts';

/** `open` until the bind is answered; `unbinding` takes answers and messages, and no requests. 2.2 */
export type SessionState = 'open' | 'bound' | 'unbinding' | 'closed';

export class SmppSession {
  readonly kind: BindKind;
  /** `host:port`. */
  readonly peer: string;
  /** Fulfilled once it is over and its connection ended, with why: `closed` where this side closed it. */
  readonly closed: Promise<SmppSessionError>;
  readonly #connection: PduConnection;
  readonly #deliveries: Deliveries;
  readonly #inbound: Inbound;
  readonly #times: SessionTimes;
  readonly #limits: SessionLimits;
  readonly #timers: Timers;
  readonly #outstanding: Outstanding;
  #state: SessionState = 'open';
  #bindAnswer: PduOf<'bind_transceiver_resp'> | undefined;
  /** Requests of the caller among the outstanding ones. */
  #inWindow = 0;
  /** Why it is over; set once. */
  #reason: SmppSessionError | undefined;
  #endKeepAlive = (): void => {};
  /** The carrier unbound: however the connection ends now, that is why. */
  #isUnbound = false;
  #cancelFarewell = (): void => {};
  #whenIdle = (): void => {};
  #closing: Promise<void> | undefined;

  /**
   * Connects and binds.
   *
   * @param signal gives up until it is bound
   * @throws {SmppSessionError} `bad-settings`, `connect-failed`, `connect-timeout`, `bind-refused`, `bind-timeout`,
   * `connection-lost`, `bad-stream`, `wrong-answer`, `unreadable-answer`, `aborted`
   */
  static async open(
    options: SessionOptions,
    inbound: Inbound,
    { signal, timers = systemTimers }: { readonly signal?: AbortSignal | undefined; readonly timers?: Timers } = {},
  ): Promise<SmppSession> {
    const times = positive(options.times, defaultSessionTimes);
    const limits = positive(options.limits, defaultSessionLimits);
    const request = bindRequest(options);
    const socket = await openSocket(options.host, times.connect, timers, signal);
    const session = new SmppSession(socket, options, inbound, times, limits, timers);
    await session.#bind(request, signal);
    return session;
  }

  private constructor(
    socket: Socket,
    options: SessionOptions,
    inbound: Inbound,
    times: SessionTimes,
    limits: SessionLimits,
    timers: Timers,
  ) {
    this.kind = options.kind;
    this.peer = peerOf(options.host);
    this.#inbound = inbound;
    this.#times = times;
    this.#limits = limits;
    this.#timers = timers;
    this.#outstanding = new Outstanding(timers);
    this.#connection = new PduConnection(socket, limits, timers, {
      received: (pdu) => (isResponse(pdu.command) ? this.#answered(pdu) : this.#asked(pdu)),
      unreadableAnswer: (sequence, cause) =>
        this.#outstanding.fail(sequence, this.#error('unreadable-answer', cause.message, { cause })),
      failed: (code, message, cause) => this.#end(code, message, { cause }),
    });
    this.#deliveries = new Deliveries(inbound, limits.inbound, (answer) => this.#connection.answer(answer));
    this.closed = this.#connection.closed.then(() => this.#reason!);
  }

  get state(): SessionState {
    return this.#state;
  }

  /** How many requests may be written now. */
  get free(): number {
    return this.#mayAsk() ? Math.max(0, Math.floor(this.#limits.window) - this.#inWindow) : 0;
  }

  /** What the carrier calls itself, and its version of the interface where it tells that. 4.1.2 */
  get carrier(): { readonly systemId: string; readonly interfaceVersion: number | undefined } {
    const { body, tlvs = [] } = this.#bindAnswer ?? {};
    return { systemId: body?.system_id ?? '', interfaceVersion: tlvValue(tlvs, 'sc_interface_version') };
  }

  /**
   * Writes one request before it returns, or refuses it: nothing waits here. Never rejected.
   *
   * @returns fulfilled with what became of it, at the latest when `times.response` has passed
   */
  request(request: SmppRequest): Promise<SmppOutcome> {
    return new Promise((resolve) => {
      const refuse = (error: SmppSessionError): void => resolve({ outcome: 'refused', error });
      if (!this.#mayAsk()) return refuse(this.#error('not-bound', `a ${this.kind} that is ${this.#state}`));
      if (this.free === 0) return refuse(this.#error('window-full', 'too many lack their answer'));
      const sequence = this.#outstanding.next();
      let bytes: Uint8Array;
      try {
        bytes = writePdu({ ...request, sequence });
      } catch (cause) {
        return refuse(this.#error('bad-request', `${request.command} cannot be written: ${String(cause)}`, { cause }));
      }
      this.#inWindow++;
      const settle = (outcome: SmppOutcome): void => {
        this.#inWindow--;
        resolve(outcome);
        this.#settled();
      };
      const waiting: Waiting = {
        command: request.command,
        answered: (answer) => settle(outcomeOf(answer, this.peer)),
        failed: (error) => settle({ outcome: 'unknown', error }),
        answeredLate: (answer) => {
          const late = outcomeOf(answer, this.peer);
          if (late.outcome === 'answered') this.#inbound.answeredLate?.(request, late);
        },
      };
      this.#ask(sequence, bytes, waiting, this.#times.response, 'response-timeout');
    });
  }

  /**
   * Takes no more requests, waits for answers of both sides, unbinds and ends the connection, each for `times.close` at
   * most. Safe to call again. 4.2
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    if (this.#state === 'bound') {
      this.#state = 'unbinding';
      await this.#idle();
      if (this.#reason === undefined) await this.#control('unbind', this.#times.close).catch(() => undefined);
    }
    this.#end('closed', 'closed by this side');
    await this.closed;
  }

  #mayAsk(): boolean {
    return this.#state === 'bound' && this.kind !== 'receiver' && this.#connection.isWritable;
  }

  /** Fulfilled once nothing waits for an answer, or it took too long, or all is over. */
  #idle(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#timers.after(this.#times.close, () => this.#whenIdle());
      this.#whenIdle = () => {
        this.#whenIdle = () => {};
        cancel();
        resolve();
      };
      this.#settled();
    });
  }

  #settled(): void {
    if (this.#reason !== undefined || (this.#inWindow === 0 && this.#deliveries.taking === 0)) this.#whenIdle();
  }

  async #bind(request: PduToWrite, signal?: AbortSignal): Promise<void> {
    const onAbort = (): void => this.#end('aborted', 'not bound');
    if (!this.#connection.isWritable) this.#end('connection-lost', 'the connection ended at once');
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort);
    try {
      if (this.#reason !== undefined) throw this.#reason;
      const sequence = this.#outstanding.next();
      const bytes = writePdu({ ...request, sequence });
      await new Promise<void>((resolve, failed) => {
        // At once: the carrier may send its first message in the same chunk.
        const answered = (answer: Pdu): void => {
          const refusal = this.#bound(answer);
          if (refusal === undefined) resolve();
          else failed(refusal);
        };
        const waiting = { command: request.command as RequestName, answered, failed };
        this.#ask(sequence, bytes, waiting, this.#times.bind, 'bind-timeout');
      });
    } catch (error) {
      this.#endWith(error as SmppSessionError);
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #bound(answer: Pdu): SmppSessionError | undefined {
    const status = commandStatus(answer.status);
    if (status.code !== 0 || answer.command === 'generic_nack') {
      return this.#error('bind-refused', `the bind was refused with ${status.name}`, { status });
    }
    if (this.#isUnbound) return this.#error('unbound', 'the carrier unbound before it answered the bind');
    this.#bindAnswer = answer as PduOf<'bind_transceiver_resp'>;
    this.#state = 'bound';
    const { enquireLink, enquireLinkAnswer } = this.#times;
    this.#endKeepAlive = keepAlive(enquireLink, this.#timers, {
      heardAt: () => this.#connection.heardAt,
      ask: () => this.#control('enquire_link', enquireLinkAnswer),
      dead: () => this.#end('link-timeout', `no answer to enquire_link in ${enquireLinkAnswer} ms`),
    });
    return undefined;
  }

  /** Asks for something that has no body. */
  #control(command: 'enquire_link' | 'unbind', timeout: number): Promise<Pdu> {
    return new Promise((answered, failed) => {
      const sequence = this.#outstanding.next();
      this.#ask(sequence, writePdu({ command, sequence }), { command, answered, failed }, timeout, 'response-timeout');
    });
  }

  #ask(sequence: number, bytes: Uint8Array, waiting: Waiting, timeout: number, late: SmppSessionErrorCode): void {
    const error = (): SmppSessionError => this.#error(late, `no answer to ${waiting.command} in ${timeout} ms`);
    this.#outstanding.add(sequence, waiting, timeout, error);
    this.#connection.write(bytes);
  }

  #answered(pdu: Pdu): void {
    if (this.#outstanding.answer(pdu) !== 'wrong') return;
    this.#end('wrong-answer', `${pdu.command} answers another request, ${pdu.sequence}`);
  }

  #asked(pdu: Pdu): void {
    const { command, sequence } = pdu;
    const nack = (status: number, told: number): void =>
      this.#connection.answer({ command: 'generic_nack', status, sequence: told });
    if (sequence === 0 || sequence > lastSequence) nack(statusCode('ESME_RUNKNOWNERR'), 0);
    else if (command === 'deliver_sm' || command === 'data_sm') {
      const isBoundForIt = this.#state !== 'open' && this.kind !== 'transmitter';
      if (isBoundForIt) void this.#deliveries.take(pdu).then(() => this.#settled());
      else this.#deliveries.answer(pdu, 'ESME_RINVBNDSTS');
    } else if (command === 'alert_notification') this.#deliveries.alert(pdu);
    else if (command === 'unbind') this.#unbound(sequence);
    else if (command === 'enquire_link') this.#connection.answer({ command: 'enquire_link_resp', sequence });
    else if (command !== 'outbind') nack(statusCode('ESME_RINVCMDID'), sequence);
  }

  /** The carrier takes its leave: answers that are on their way are still taken until it ends the connection. 4.2 */
  #unbound(sequence: number): void {
    this.#state = 'unbinding';
    this.#connection.answer({ command: 'unbind_resp', sequence });
    this.#connection.end();
    this.#isUnbound = true;
    this.#cancelFarewell();
    this.#cancelFarewell = this.#timers.after(this.#times.close, () => this.#end('connection-lost', 'it stayed open'));
  }

  #error(code: SmppSessionErrorCode, message: string, details: SmppSessionErrorDetails = {}): SmppSessionError {
    return new SmppSessionError(code, message, { ...details, peer: this.peer });
  }

  #end(code: SmppSessionErrorCode, message: string, details?: ErrorOptions): void {
    if (this.#reason !== undefined) return;
    const isLeave = this.#isUnbound && code === 'connection-lost';
    this.#endWith(isLeave ? this.#error('unbound', 'the carrier unbound') : this.#error(code, message, details));
  }

  /** Only the first reason counts. All that lacks its answer is of unknown outcome from now on. */
  #endWith(error: SmppSessionError): void {
    if (this.#reason !== undefined) return;
    this.#reason = error;
    this.#state = 'closed';
    this.#endKeepAlive();
    this.#cancelFarewell();
    this.#outstanding.failAll(error);
    this.#settled();
    if (error.code === 'bad-stream') this.#connection.leaveAfterSending(this.#times.close);
    else this.#connection.leave();
  }
}
