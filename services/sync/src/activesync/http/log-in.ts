/** Who sends a request, by HTTP Basic authentication. [MS-ASHTTP] 2.2.1.1.2.2; RFC 7617 */
import { fromBase64, utf8Text } from '@postbus/bytes';
import type { Account } from '@postbus/domain';
import { isRetryable } from '@postbus/errors';

/** Decides whether a name and a password belong together. */
export interface Passwords {
  /**
   * @param from IP address of the client
   * @throws an error that is retryable where nothing was looked at
   */
  verify(name: string, password: string, from: string): Promise<Account | undefined>;
}

export interface Peer {
  readonly address: string;
  /** Whether what it sends can be read on the way. */
  readonly secure: boolean;
}

/** An account, or the HTTP status that refuses the request. */
export type LogInOutcome = Account | 401 | 403 | 503;

const loopback = /^(::ffff:)?127\.|^::1$/;

export class LogIn {
  constructor(private readonly passwords: Passwords) {}

  async execute(authorization: string | undefined, peer: Peer): Promise<LogInOutcome> {
    if (!peer.secure && !loopback.test(peer.address)) return 403;
    const credentials = basicCredentials(authorization);
    if (credentials === undefined) return 401;
    try {
      return (await this.passwords.verify(credentials.name, credentials.password, peer.address)) ?? 401;
    } catch (error) {
      if (isRetryable(error)) return 503;
      throw error;
    }
  }
}

/** Name and password; a Windows domain before the name (`DOMAIN\\name`) says nothing here. */
function basicCredentials(authorization: string | undefined): { name: string; password: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]{1,4096})$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const text = decoded(encoded);
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 0) return undefined;
  const name = text.slice(0, colon);
  return { name: name.slice(name.indexOf('\\') + 1), password: text.slice(colon + 1) };
}

function decoded(encoded: string): string | undefined {
  try {
    return utf8Text(fromBase64(encoded));
  } catch {
    return undefined;
  }
}
