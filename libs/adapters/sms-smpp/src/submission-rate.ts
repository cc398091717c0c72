/**
 * How many PDUs a second may go out: a token bucket, slowed down where the carrier says so (ESME_RTHROTTLED,
 * ESME_RMSGQFUL; SMPP 3.4 5.1.3) and quick again as time passes without that.
 */
import type { Timers } from './timers.ts';

export interface SlowingDown {
  /** Milliseconds in which nothing goes out after the carrier asked for less; half of it to all of it by chance. */
  readonly pause: number;
  /** Milliseconds from a standstill to the full rate, in which it grows evenly. */
  readonly recovery: number;
}

export const defaultSlowingDown: SlowingDown = { pause: 1000, recovery: 30_000 };

/** However often the carrier asks for less, this part of the rate stays. */
const leastFactor = 1 / 64;
/** As much as may go out at once after a rest: what a timer that is late has to make good, in seconds. */
const burstSeconds = 0.02;

export class SubmissionRate {
  readonly #rate: number;
  readonly #slowing: SlowingDown;
  readonly #timers: Timers;
  readonly #random: () => number;
  #share = 1;
  #tokens: number;
  #refilledAt: number;
  #factor = 1;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  /** @param rate PDUs a second of all that have a share */
  constructor(rate: number, slowing: SlowingDown, timers: Timers, random: () => number) {
    this.#rate = rate;
    this.#slowing = slowing;
    this.#timers = timers;
    this.#random = random;
    this.#refilledAt = timers.now();
    this.#tokens = this.#most();
  }

  /** PDUs a second at this moment. */
  get current(): number {
    this.#refill();
    return this.#rate * this.#share * this.#factor;
  }

  get share(): number {
    return this.#share;
  }

  /** From 0, which lets nothing out, to 1. */
  set share(share: number) {
    this.#refill();
    this.#share = share;
    this.#tokens = Math.min(this.#tokens, this.#most());
  }

  /** Milliseconds until the next may go out; 0 for now, Infinity with no share. */
  wait(): number {
    this.#refill();
    const pause = this.#pausedUntil - this.#timers.now();
    if (pause > 0) return pause;
    if (this.#share === 0) return Number.POSITIVE_INFINITY;
    return this.#tokens >= 1 ? 0 : ((1 - this.#tokens) * 1000) / (this.#rate * this.#share * this.#factor);
  }

  /** One goes out. */
  take(): void {
    this.#tokens--;
  }

  /** The carrier asked for less. Half the rate, once a pause: a whole window of answers says the same. */
  slower(): void {
    this.#refill();
    const now = this.#timers.now();
    if (now < this.#pausedUntil) return;
    this.#factor = Math.max(leastFactor, this.#factor / 2);
    this.#pausedUntil = now + this.#slowing.pause * (0.5 + this.#random() / 2);
    this.#tokens = Math.min(this.#tokens, 1);
  }

  #most(): number {
    return Math.max(1, this.#rate * this.#share * burstSeconds);
  }

  #refill(): void {
    const now = this.#timers.now();
    const from = Math.max(this.#refilledAt, Math.min(now, this.#pausedUntil));
    this.#refilledAt = now;
    const grown = Math.min(1, this.#factor + (now - from) / this.#slowing.recovery);
    // By the mean of the rates at both ends.
    const rate = this.#rate * this.#share * ((this.#factor + grown) / 2);
    this.#factor = grown;
    this.#tokens = Math.min(this.#most(), this.#tokens + ((now - from) * rate) / 1000);
  }
}
