/** Who a request by HTTP is from, by the token that it shows. RFC 6750 2.1 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { FailureCounts, clientNetwork } from '@postbus/platform';
import type { Clock } from '@postbus/ports';
import { AdminError } from './admin-error.ts';
import type { Caller } from './caller.ts';

export interface Token {
  readonly name: string;
  readonly secret: string;
  readonly readOnly: boolean;
}

interface KnownToken {
  readonly name: string;
  readonly readOnly: boolean;
  readonly digest: Buffer;
}

const minute = 60_000;
/** Wrong tokens of one address, or one IPv6 network of 64 bits. Stops guessing. */
const limits = { free: 10, firstWait: 1000, longestWait: minute, forgetAfter: 30 * minute, mostKeys: 10_000 };
/** Addresses remembered by which somebody showed a right token. */
const mostKnown = 1000;

export class Authorization {
  readonly #tokens: readonly KnownToken[];
  readonly #failures: FailureCounts;
  /** A token's name and the address that it came from: these are not slowed down by what others try there. */
  readonly #known = new Set<string>();

  constructor(tokens: readonly Token[], clock: Clock) {
    this.#tokens = tokens.map(({ name, secret, readOnly }) => ({ name, readOnly, digest: digestOf(secret) }));
    this.#failures = new FailureCounts(limits, clock);
  }

  /**
   * @param header `Authorization`
   * @param remote IP address of the client
   * @throws {AdminError} `not-authorized`; `too-many-failures` where no token from there is looked at for a while
   */
  check(header: string | undefined, remote: string): Caller {
    const [, shown] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? [];
    const network = clientNetwork(remote);
    const token = shown === undefined ? undefined : this.#find(shown);
    const known = token !== undefined && this.#known.has(`${token.name} ${network}`);
    if (!known && this.#failures.wait(network) > 0)
      throw new AdminError('too-many-failures', 'after too many wrong tokens none is looked at for a minute at most');
    if (token === undefined) {
      if (shown !== undefined) this.#failures.count(network);
      throw new AdminError('not-authorized', 'show a token of the admin API (POSTBUS_ADMIN_TOKEN)');
    }
    this.#remember(`${token.name} ${network}`);
    return { principal: token.name, remote, readOnly: token.readOnly };
  }

  /** Hashes are compared, and all of them, so that the time tells nothing of length or content. */
  #find(shown: string): KnownToken | undefined {
    const digest = digestOf(shown);
    let found: KnownToken | undefined;
    for (const token of this.#tokens) if (timingSafeEqual(token.digest, digest)) found = token;
    return found;
  }

  #remember(key: string): void {
    this.#known.delete(key);
    this.#known.add(key);
    const [oldest] = this.#known;
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
