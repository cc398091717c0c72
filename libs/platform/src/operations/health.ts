/** Whether the process is alive, and whether what it depends on is there. */
import { codeOf } from '../telemetry/fields.ts';

export interface Readiness {
  readonly ready: boolean;
  /** By name: `ok`, or what is wrong, as a code. */
  readonly checks: Readonly<Record<string, string>>;
}

export interface HealthOptions {
  /** Milliseconds after which a check that has not answered has failed: 2 s. */
  readonly within?: number;
}

export class Health {
  readonly #checks = new Map<string, () => Promise<unknown>>();
  readonly #within: number;
  #draining = false;

  constructor({ within = 2000 }: HealthOptions = {}) {
    this.#within = within;
  }

  /** Adds a dependency: ready means that the promise of `check` is fulfilled. */
  depend(name: string, check: () => Promise<unknown>): void {
    this.#checks.set(name, check);
  }

  /** From now on not ready: the process is going down, and is to get no more work. */
  drain(): void {
    this.#draining = true;
  }

  /** Asks all at once. */
  async readiness(): Promise<Readiness> {
    const answers = await Promise.all([...this.#checks].map(([name, check]) => this.#ask(name, check)));
    const failed = answers.some(([, answer]) => answer !== 'ok');
    const checks = Object.fromEntries(this.#draining ? [...answers, ['process', 'draining']] : answers);
    return { ready: !failed && !this.#draining, checks };
  }

  async #ask(name: string, check: () => Promise<unknown>): Promise<readonly [name: string, answer: string]> {
    const { promise: late, resolve } = Promise.withResolvers<string>();
    const timer = setTimeout(resolve, this.#within, 'no-answer');
    try {
      return [name, await Promise.race([answered(check), late])];
    } catch (error) {
      return [name, codeOf(error)];
    } finally {
      clearTimeout(timer);
    }
  }
}

async function answered(check: () => Promise<unknown>): Promise<string> {
  await check();
  return 'ok';
}
