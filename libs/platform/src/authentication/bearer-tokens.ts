/** Who a request by HTTP is from, by the token that it shows. RFC 6750 2.1 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@postbus/ports';
import { clientNetwork } from './client-network.ts';
import { FailureCounts } from './failure-counts.ts';

/** A token as the settings name it. */
export interface BearerToken {
  readonly name: string;
  readonly secret: string;
}

/** The token shown; `not-authorized`; `too-many-failures` where none from there is looked at for a while. */
export type TokenOutcome<Token extends BearerToken> = Token | 'not-authorized' | 'too-many-failures';

const minute = 60_000;
/** Wrong tokens of one address, or one IPv6 network of 64 bits. Stops guessing. */
const limits = { free: 10, firstWait: 1000, longestWait: minute, forgetAfter: 30 * minute, mostKeys: 10_000 };
/** Addresses remembered by which somebody showed a right token. */
const mostKnown = 1000;

export class BearerTokens<Token extends BearerToken> {
  readonly #tokens: readonly { readonly token: Token; readonly digest: Buffer }[];
  readonly #failures: FailureCounts;
  /** A token's name and the address that it came from: these are not slowed down by what others try there. */
  readonly #known = new Set<string>();

  constructor(tokens: readonly Token[], clock: Clock) {
    this.#tokens = tokens.map((token) => ({ token, digest: digestOf(token.secret) }));
    this.#failures = new FailureCounts(limits, clock);
  }

  /**
   * @param header `Authorization`
   * @param remote IP address of the client
   */
  check(header: string | undefined, remote: string): TokenOutcome<Token> {
    const [, shown] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? [];
    const network = clientNetwork(remote);
    const token = shown === undefined ? undefined : this.#find(shown);
    const known = token !== undefined && this.#known.has(`${token.name} ${network}`);
    if (!known && this.#failures.wait(network) > 0) return 'too-many-failures';
    if (token === undefined) {
      if (shown !== undefined) this.#failures.count(network);
      return 'not-authorized';
    }
    this.#remember(`${token.name} ${network}`);
    return token;
  }

  /** Hashes are compared, and all of them, so that the time tells nothing of length or content. */
  #find(shown: string): Token | undefined {
    const digest = digestOf(shown);
    let found: Token | undefined;
    for (const known of this.#tokens) if (timingSafeEqual(known.digest, digest)) found = known.token;
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
