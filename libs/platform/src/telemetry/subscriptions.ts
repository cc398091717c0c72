/** Subscriptions to diagnostics channels that end together. */
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import type { Message } from './fields.ts';

/** The moments of a traced function. */
export interface TracedMoments<Context> {
  start?(context: Context): void;
  /** It returned, or threw. */
  end?(context: Context): void;
  /** The promise that it returned was settled. */
  asyncEnd?(context: Context): void;
}

export class Subscriptions {
  readonly #ends: (() => void)[] = [];

  to(channel: string, handle: (message: Message) => void): void {
    const listener = (message: unknown): void => handle(message as Message);
    subscribe(channel, listener);
    this.#ends.push(() => unsubscribe(channel, listener));
  }

  toTraced<Context extends object>(channel: string, moments: TracedMoments<Context>): void {
    const traced = tracingChannel<unknown, Context>(channel);
    for (const moment of ['start', 'end', 'asyncEnd'] as const) {
      const listener = (context: unknown): void => moments[moment]?.(context as Context);
      traced[moment].subscribe(listener);
      this.#ends.push(() => traced[moment].unsubscribe(listener));
    }
  }

  end(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}
