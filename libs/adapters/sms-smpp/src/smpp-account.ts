/**
 * The binds of one carrier account in this process: they are kept up, and requests go out over them in their order, at
 * the rate and within the windows that are this process's share. SMPP 3.4 2, 5.1.3
 */
import { type AccountLimits, type SmppAccountOptions, checkedShare, planOf } from './account-options.ts';
import { HeldBinds } from './held-binds.ts';
import type { Inbound } from './inbound.ts';
import { type BindState, KeptBind } from './kept-bind.ts';
import type { SmppOutcome, SmppRequest } from './outcome.ts';
import { SmppSessionError } from './smpp-session-error.ts';
import type { SmppSession } from './smpp-session.ts';
import { SubmissionRate } from './submission-rate.ts';
import { type Timers, systemTimers } from './timers.ts';
import { WaitingLine } from './waiting-line.ts';

export interface AccountInbound extends Inbound {
  /** A bind was made, lost, or waits for its next try; it does not throw. */
  bindChanged?(bind: BindState): void;
}

export interface AccountSurroundings {
  readonly timers?: Timers;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

interface Waiter {
  readonly request: SmppRequest;
  settle(outcome: SmppOutcome | Promise<SmppOutcome>): void;
}

export class SmppAccount {
  readonly #binds: HeldBinds;
  readonly #limits: AccountLimits;
  readonly #rate: SubmissionRate;
  readonly #timers: Timers;
  readonly #line = new WaitingLine<Waiter>();
  readonly #isReceiver: boolean;
  #inFlight = 0;
  #cancelTimer: (() => void) | undefined;
  #isClosing = false;
  #closing: Promise<void> | undefined;

  /** @throws {SmppSessionError} `bad-settings` */
  constructor(
    options: SmppAccountOptions,
    inbound: AccountInbound,
    { timers = systemTimers, random = Math.random }: AccountSurroundings = {},
  ) {
    const plan = planOf(options);
    this.#limits = plan.limits;
    this.#timers = timers;
    this.#rate = new SubmissionRate(plan.rate, plan.slowingDown, timers, random);
    this.#rate.share = plan.share;
    const changed = (bind: BindState): void => {
      this.#pump();
      inbound.bindChanged?.(bind);
    };
    this.#binds = new HeldBinds(plan.connections, (bind) => new KeptBind(bind, inbound, timers, random, changed));
    this.#isReceiver = this.#binds.transmittersOfAll === 0;
  }

  /** Begins to bind; nothing before it opens a connection. */
  start(): void {
    if (!this.#isClosing) this.#binds.start();
  }

  /**
   * Keeps up these of the account's connections only, by their index from 0 to below `count`; all where it was never
   * called. Those that are no longer held are unbound, once what they wrote is answered.
   */
  hold(connections: readonly number[]): void {
    if (!this.#isClosing) this.#binds.hold(new Set(connections));
    this.#pump();
  }

  get binds(): readonly BindState[] {
    return this.#binds.held.map(({ state }) => state);
  }

  /** Requests that may lack their answer at once: the share of the account's, within those of the binds held. */
  get window(): number {
    const { transmitters, transmittersOfAll } = this.#binds;
    const most = Math.min(transmitters, transmittersOfAll * this.#rate.share);
    return Math.max(1, Math.floor(this.#limits.window * most));
  }

  /** Requests that wait for their turn. */
  get waiting(): number {
    return this.#line.size;
  }

  /** PDUs a second at this moment: the share of the rate, less where the carrier asked for less. */
  get rate(): number {
    return this.#rate.current;
  }

  get share(): number {
    return this.#rate.share;
  }

  /**
   * What of rate and windows is this process's from now on. Of the windows at least one request is, so that shares of
   * many processes can be more than the whole by one each.
   *
   * @throws {SmppSessionError} `bad-settings`
   */
  set share(share: number) {
    this.#rate.share = checkedShare(share);
    this.#pump();
  }

  /**
   * Waits for its turn, in the order of the calls, and writes one request once. Never rejected.
   *
   * @param signal takes it out of the line; once written, it changes nothing
   * @returns `refused` with `aborted`, `queue-full`, `closed`, `not-bound` where no bind sends, or `bad-request`;
   * `answered` with ESME_RTHROTTLED or ESME_RMSGQFUL has slowed down the account already
   */
  submit(request: SmppRequest, signal?: AbortSignal): Promise<SmppOutcome> {
    const refusal = this.#refusal(signal);
    if (refusal !== undefined) return Promise.resolve({ outcome: 'refused', error: refusal });
    return new Promise((resolve) => {
      const onAbort = (): void => {
        leave();
        waiter.settle({ outcome: 'refused', error: new SmppSessionError('aborted', 'not written') });
      };
      const waiter: Waiter = {
        request,
        settle: (outcome) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(outcome);
        },
      };
      const leave = this.#line.add(waiter);
      signal?.addEventListener('abort', onAbort);
      this.#pump();
    });
  }

  /** Refuses what waits for its turn with `not-bound`: another process may have a bind. */
  giveBack(): void {
    this.#refuseWaiting(new SmppSessionError('not-bound', 'no bind'));
  }

  /** Refuses what waits for its turn, waits for the answers to the rest, unbinds. Safe to call again. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#isClosing = true;
    this.#cancelTimer?.();
    this.#refuseWaiting(new SmppSessionError('closed', 'closed by this side'));
    await this.#binds.close();
  }

  #refuseWaiting(error: SmppSessionError): void {
    for (let waiter = this.#line.take(); waiter !== undefined; waiter = this.#line.take()) {
      waiter.settle({ outcome: 'refused', error });
    }
  }

  #refusal(signal: AbortSignal | undefined): SmppSessionError | undefined {
    if (this.#isClosing) return new SmppSessionError('closed', 'closed by this side');
    if (signal?.aborted) return new SmppSessionError('aborted', 'not written');
    if (this.#isReceiver) return new SmppSessionError('not-bound', 'the account has receivers only');
    if (this.#line.size >= this.#limits.queue) return new SmppSessionError('queue-full', 'too many wait');
    return undefined;
  }

  /** Lets out what may go; called with each answer, bind and timer. */
  #pump(): void {
    if (this.#isClosing) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    while (this.#line.size > 0 && this.#inFlight < this.window) {
      const session = this.#freest();
      if (session === undefined) return;
      const wait = this.#rate.wait();
      if (wait > 0) {
        if (Number.isFinite(wait)) this.#cancelTimer = this.#timers.after(wait, () => this.#pump());
        return;
      }
      const waiter = this.#line.take()!;
      this.#rate.take();
      waiter.settle(this.#send(session, waiter.request));
    }
  }

  #freest(): SmppSession | undefined {
    let best: SmppSession | undefined;
    for (const { session } of this.#binds.held) {
      if (session !== undefined && session.free > (best?.free ?? 0)) best = session;
    }
    return best;
  }

  async #send(session: SmppSession, request: SmppRequest): Promise<SmppOutcome> {
    this.#inFlight++;
    const outcome = await session.request(request);
    this.#inFlight--;
    if (outcome.outcome === 'answered' && outcome.status.retry === 'slower') this.#rate.slower();
    this.#pump();
    return outcome;
  }
}
