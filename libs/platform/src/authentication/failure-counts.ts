/**
 * Failed logins by account or client address. The first ones are free; each further one doubles the time in which no
 * login under the key is looked at. A wrong password sent again is no new guess, and is known without hashing: a device
 * that was not told of a new password neither locks its owner out nor costs anything.
 */
import type { Clock } from '@postbus/ports';

export interface FailureLimits {
  /** Failures that cost nothing. */
  readonly free: number;
  /** Milliseconds of the first wait, doubled by each failure up to `longestWait`. */
  readonly firstWait: number;
  readonly longestWait: number;
  /** Milliseconds after the last failure when all is forgotten. */
  readonly forgetAfter: number;
  /** Keys remembered. Stops names and addresses that an attacker makes up from filling the memory. */
  readonly mostKeys: number;
}

interface Failures {
  count: number;
  last: number;
  /** Fingerprints of the wrong passwords tried last. */
  readonly wrong: string[];
}

/** Wrong passwords remembered for a key: more than the devices that one person forgot to change. */
const mostWrong = 8;

export class FailureCounts {
  readonly #failures = new Map<string, Failures>();

  constructor(
    private readonly limits: FailureLimits,
    private readonly clock: Clock,
  ) {}

  /** Milliseconds until a login under `key` is looked at again; 0 where it is now. */
  wait(key: string): number {
    const failures = this.#current(key);
    if (failures === undefined || failures.count <= this.limits.free) return 0;
    const doublings = failures.count - this.limits.free - 1;
    const wait = Math.min(this.limits.firstWait * 2 ** doublings, this.limits.longestWait);
    return Math.max(0, failures.last + wait - this.clock.now());
  }

  /** Whether this password failed under `key` before. */
  isKnownWrong(key: string, fingerprint: string): boolean {
    return this.#current(key)?.wrong.includes(fingerprint) ?? false;
  }

  /** Counts a failure before the password is looked at, so that many guesses at once count as many. */
  count(key: string): void {
    const failures = this.#current(key) ?? { count: 0, last: 0, wrong: [] };
    failures.count++;
    failures.last = this.clock.now();
    this.#failures.delete(key);
    this.#failures.set(key, failures);
    this.#forgetOldest();
  }

  /** Takes one `count` back: it was no failure. */
  uncount(key: string): void {
    const failures = this.#failures.get(key);
    if (failures === undefined) return;
    failures.count--;
    if (failures.count <= 0) this.#failures.delete(key);
  }

  /** Remembers a password as wrong. */
  remember(key: string, fingerprint: string): void {
    const wrong = this.#failures.get(key)?.wrong;
    if (wrong === undefined || wrong.includes(fingerprint)) return;
    wrong.push(fingerprint);
    if (wrong.length > mostWrong) wrong.shift();
  }

  #current(key: string): Failures | undefined {
    const failures = this.#failures.get(key);
    if (failures === undefined || this.clock.now() - failures.last < this.limits.forgetAfter) return failures;
    this.#failures.delete(key);
    return undefined;
  }

  #forgetOldest(): void {
    if (this.#failures.size <= this.limits.mostKeys) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}
