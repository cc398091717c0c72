/** Who a request by HTTP is from. */
import { type BearerToken, BearerTokens } from '@postbus/platform';
import type { Clock } from '@postbus/ports';
import { AdminError } from './admin-error.ts';
import type { Caller } from './caller.ts';

export interface Token extends BearerToken {
  readonly readOnly: boolean;
}

export class Authorization {
  readonly #tokens: BearerTokens<Token>;

  constructor(tokens: readonly Token[], clock: Clock) {
    this.#tokens = new BearerTokens(tokens, clock);
  }

  /**
   * @param header `Authorization`
   * @param remote IP address of the client; undefined on a Unix socket, whose clients count as one
   * @throws {AdminError} `not-authorized`; `too-many-failures` where no token from there is looked at for a while
   */
  check(header: string | undefined, remote: string | undefined): Caller {
    const token = this.#tokens.check(header, remote ?? '');
    if (token === 'too-many-failures')
      throw new AdminError(token, 'after too many wrong tokens none is looked at for a minute at most');
    if (token === 'not-authorized') throw new AdminError(token, 'show a token of the admin API (POSTBUS_ADMIN_TOKEN)');
    return { principal: token.name, ...(remote !== undefined && { remote }), readOnly: token.readOnly };
  }
}
