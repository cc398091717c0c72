/** The server's time: what processes whose clocks are apart agree on, for leases and times of receipt. */
import type { Clock } from '@postbus/ports';
import type { Connection } from 'mongoose';
import { storeClockAligned } from './channels.ts';
import { hello } from './hello.ts';

const aMinute = 60_000;
/** Of several answers the quickest is the most exact. */
const samples = 3;

export interface ClockSample {
  /** Epoch milliseconds of the server. */
  readonly serverTime: number;
  /** Epoch milliseconds here, before the question and after the answer. */
  readonly asked: number;
  readonly answered: number;
}

/** Milliseconds to add to this process's time: the answer was made half a round trip before it came. */
export function offsetOf(taken: readonly ClockSample[]): number {
  const [best] = taken.toSorted((a, b) => a.answered - a.asked - (b.answered - b.asked));
  return best === undefined ? 0 : Math.round(best.serverTime - (best.asked + best.answered) / 2);
}

export class AlignedClock implements Clock {
  readonly #connection: Connection;
  #offset = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  /** Asks the server now, and then every minute; while it does not answer, the last offset holds. */
  async start(): Promise<void> {
    await this.#align();
    this.#timer = setInterval(() => void this.#align().catch(() => undefined), aMinute);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #align(): Promise<void> {
    const taken: ClockSample[] = [];
    while (taken.length < samples) taken.push(await this.#sample());
    this.#offset = offsetOf(taken);
    if (storeClockAligned.hasSubscribers) storeClockAligned.publish({ offset: this.#offset });
  }

  async #sample(): Promise<ClockSample> {
    const asked = Date.now();
    const { localTime } = await hello(this.#connection);
    return { serverTime: localTime.getTime(), asked, answered: Date.now() };
  }
}
