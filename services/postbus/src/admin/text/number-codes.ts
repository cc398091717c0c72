/** Codes by which people show that a number is theirs. A hash of each is kept, and a try is counted before it counts. */
import { randomInt } from 'node:crypto';
import type { MailboxScope } from '@postbus/domain';
import { hashPassword, verifyPassword } from '@postbus/platform';
import { type Clock, type DeviceStore, PortError, type Versioned } from '@postbus/ports';
import { AdminError } from '../admin-error.ts';

interface KeptCode {
  /** PHC string of scrypt. */
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly triesLeft: number;
}

export interface NewCode {
  /** Six digits. */
  readonly code: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Tries of one code. Stops whoever tries one code after another. */
const mostTries = 5;
/** Milliseconds. */
export const codeValidity = 15 * 60_000;
const digits = 6;
/** All codes are tried by a thief of the hash in hours, when the code is worth nothing any more; a check takes 40 ms. */
const cost = { ln: 14, r: 8, p: 1 };
/** Under which the states of codes lie among those of devices; no device has such an id. */
const holder = 'number codes';
/** Of a code: races with other tries that one may lose. */
const mostRaces = 10;

export class NumberCodes {
  constructor(
    private readonly states: Pick<DeviceStore, 'state' | 'putState' | 'removeStates'>,
    private readonly clock: Clock,
  ) {}

  /** A code for `number`; one given before is worth nothing any more. */
  async make(scope: MailboxScope, number: string): Promise<NewCode> {
    const code = String(randomInt(10 ** digits)).padStart(digits, '0');
    const expiresAt = this.clock.now() + codeValidity;
    const kept: KeptCode = { hash: await hashPassword(code, cost), expiresAt, triesLeft: mostTries };
    await this.#put(scope, number, () => kept);
    return { code, expiresAt };
  }

  /** @throws {AdminError} `no-code` where there is none that is valid, `wrong-code` */
  async check(scope: MailboxScope, number: string, code: string): Promise<void> {
    const { hash, triesLeft } = await this.#put(scope, number, (present) => {
      if (present === undefined || present.triesLeft === 0 || present.expiresAt <= this.clock.now())
        throw new AdminError(
          'no-code',
          'there is no code for the number that is valid; postbus number verify sends one',
        );
      return { ...present, triesLeft: present.triesLeft - 1 };
    });
    if (!(await verifyPassword(hash, code.replaceAll(/\s/g, ''))))
      throw new AdminError('wrong-code', `this is not the code; tries that are left: ${triesLeft}`);
    await this.forget(scope, number);
  }

  async forget(scope: MailboxScope, number: string): Promise<void> {
    await this.states.removeStates(scope, holder, stateName(number));
  }

  /** @returns what was put */
  async #put(
    scope: MailboxScope,
    number: string,
    next: (present: KeptCode | undefined) => KeptCode,
  ): Promise<KeptCode> {
    for (let race = 1; ; race++) {
      const present = (await this.states.state(scope, holder, stateName(number))) as Versioned<KeptCode> | undefined;
      const kept = next(present?.value);
      try {
        await this.states.putState(scope, holder, stateName(number), { ...kept }, present?.version ?? 0);
        return kept;
      } catch (error) {
        if (!(error instanceof PortError && error.code === 'conflict') || race === mostRaces) throw error;
      }
    }
  }
}

/** No name begins with another. */
function stateName(number: string): string {
  return `${number}/code`;
}
