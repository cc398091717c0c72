/** Runs costly works, so many at once, and lets so many more wait; what comes on top is refused at once. */
import { AuthenticationError } from './authentication-error.ts';

export class WorkLimit {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting: number,
  ) {}

  /** @throws {AuthenticationError} `too-many-logins` */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.atOnce) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.mostWaiting) {
      throw new AuthenticationError('too-many-logins', 1000, `${this.#waiting.length} logins wait to be checked`);
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The place goes to the one that waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}
