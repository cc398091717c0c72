/** Tokens of the mailbox API: what one is called, its secret, and which mailboxes it opens. */
import { type Account, addressKey, domainOf } from '@postbus/domain';
import type { BearerToken, Kind } from '@postbus/platform';

export interface ApiToken extends BearerToken {
  /** Addresses, domains, or `*` for every mailbox; lower case. */
  readonly scopes: readonly string[];
}

/** Stops tokens that can be guessed. */
const leastLength = 16;
const form = new RegExp(String.raw`^([A-Za-z][\w.@-]{0,63}):([\x21-\x39\x3b-\x7e]{${leastLength},}):(\S+)$`);
const domain = /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*$/u;

/** `name:secret:scope+scope`: a scope is an address, a domain, or `*`. */
export const apiToken: Kind<ApiToken> = {
  expected: `name:secret:scope, the secret at least ${leastLength} ASCII characters without spaces, colons and commas, the scope an address, a domain or *; + between several`,
  secret: true,
  read: (written) => {
    const [, name, secret, rest] = typeof written === 'string' ? (form.exec(written) ?? []) : [];
    const scopes = rest?.split('+').map(scopeOf);
    if (name === undefined || secret === undefined || scopes === undefined) return undefined;
    return scopes.includes(undefined) ? undefined : { name, secret, scopes: scopes as string[] };
  },
};

/** Whether `token` opens the mailbox of `account`. */
export function opens({ scopes }: Pick<ApiToken, 'scopes'>, account: Pick<Account, 'address' | 'aliases'>): boolean {
  const addresses = [account.address, ...account.aliases].map(addressKey);
  const names = new Set(['*', domainOf(account.address), ...addresses]);
  return scopes.some((scope) => names.has(scope));
}

function scopeOf(written: string): string | undefined {
  if (written === '*' || domain.test(written)) return written.toLowerCase();
  try {
    return addressKey(written);
  } catch {
    return undefined;
  }
}
