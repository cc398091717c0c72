/** One bind of an account that is made again whenever it ends. SMPP 3.4 2.2 */
import type { Inbound } from './inbound.ts';
import { peerOf } from './open-socket.ts';
import type { SessionOptions, SmppHost } from './session-options.ts';
import { SmppSession } from './smpp-session.ts';
import { SmppSessionError } from './smpp-session-error.ts';
import type { Timers } from './timers.ts';

export interface Reconnecting {
  /** Milliseconds before the first try after a session ended; each that fails doubles it. */
  readonly first: number;
  /** The longest wait, and the first one after a refusal that trying again does not change, as of a wrong password. */
  readonly most: number;
  /** A session that lived as long counts as a good one: the next wait is `first` again. */
  readonly stable: number;
}

export const defaultReconnecting: Reconnecting = { first: 1000, most: 60_000, stable: 30_000 };

export interface BindState {
  readonly kind: SessionOptions['kind'];
  readonly peer: string;
  /** `waiting` until the next try. */
  readonly state: 'connecting' | 'bound' | 'waiting' | 'closed';
  /** Why the last session ended or was not made. */
  readonly error: SmppSessionError | undefined;
}

export interface KeptBindOptions extends Omit<SessionOptions, 'host'> {
  readonly hosts: readonly SmppHost[];
  /** Index of the host to begin with. */
  readonly firstHost: number;
  readonly reconnecting: Reconnecting;
}

export class KeptBind {
  readonly #options: KeptBindOptions;
  readonly #inbound: Inbound;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #changed: (state: BindState) => void;
  readonly #stop = new AbortController();
  #host: number;
  #failures = 0;
  #session: SmppSession | undefined;
  #state: BindState['state'] = 'waiting';
  #error: SmppSessionError | undefined;
  #running: Promise<void> | undefined;

  constructor(
    options: KeptBindOptions,
    inbound: Inbound,
    timers: Timers,
    random: () => number,
    changed: (state: BindState) => void,
  ) {
    this.#options = options;
    this.#inbound = inbound;
    this.#timers = timers;
    this.#random = random;
    this.#changed = changed;
    this.#host = options.firstHost % options.hosts.length;
  }

  /** The session, where it is bound. */
  get session(): SmppSession | undefined {
    return this.#session;
  }

  get state(): BindState {
    const peer = peerOf(this.#options.hosts[this.#host]!);
    return { kind: this.#options.kind, peer, state: this.#state, error: this.#error };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the session in order, and makes no other. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#session?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#change('connecting');
      this.#error = await this.#once();
      this.#session = undefined;
      if (signal.aborted) break;
      const wait = this.#wait();
      this.#change('waiting');
      await this.#pause(wait);
      this.#host = (this.#host + 1) % this.#options.hosts.length;
    }
    this.#change('closed');
  }

  /** One session from its connection to its end, and why that was. */
  async #once(): Promise<SmppSessionError> {
    const host = this.#options.hosts[this.#host]!;
    const signal = this.#stop.signal;
    try {
      const session = await SmppSession.open({ ...this.#options, host }, this.#inbound, {
        signal,
        timers: this.#timers,
      });
      this.#session = session;
      if (signal.aborted) void session.close();
      const boundAt = this.#timers.now();
      this.#change('bound');
      const error = await session.closed;
      this.#failures = this.#timers.now() - boundAt >= this.#options.reconnecting.stable ? 0 : this.#failures;
      return error;
    } catch (error) {
      if (error instanceof SmppSessionError) return error;
      throw error;
    }
  }

  /** Half of it to all of it by chance, so that not all come back at once. */
  #wait(): number {
    const { first, most } = this.#options.reconnecting;
    const grown = this.#error?.retryable === false ? most : Math.min(most, first * 2 ** this.#failures);
    this.#failures++;
    return grown * (0.5 + this.#random() / 2);
  }

  #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#timers.after(milliseconds, done);
      signal.addEventListener('abort', done);
    });
  }

  #change(state: BindState['state']): void {
    this.#state = state;
    this.#changed(this.state);
  }
}
