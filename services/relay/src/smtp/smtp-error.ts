import { PostbusError } from '@postbus/errors';
import { type Reply, replyText } from './reply.ts';

/** Where a session was. */
export interface SmtpPlace {
  /** Name of the next hop. */
  readonly host: string;
  /** `connect`, `greeting`, a verb, or `content`. */
  readonly step: string;
}

/**
 * What can go wrong in a session with a next hop; `reply` is what it said, where it said something.
 * `outcome-unknown`: the connection was lost after the final dot, so the message may have been taken.
 */
export class SmtpError extends PostbusError<
  | 'connect-failed'
  | 'connection-lost'
  | 'timeout'
  | 'aborted'
  | 'malformed-reply'
  | 'reply-too-long'
  | 'unexpected-reply'
  | 'injected-reply'
  | 'tls-unavailable'
  | 'tls-failed'
  | 'auth-unavailable'
  | 'auth-failed'
  | 'outcome-unknown'
> {
  readonly host: string;
  readonly step: string;
  readonly reply: Reply | undefined;

  constructor(
    code: SmtpError['code'],
    place: SmtpPlace,
    message: string,
    options: ErrorOptions & { readonly reply?: Reply } = {},
  ) {
    const said = options.reply === undefined ? '' : `: ${replyText(options.reply)}`;
    super(code, `${place.host} at ${place.step}: ${message}${said}`, { ...options, retryable: true });
    this.host = place.host;
    this.step = place.step;
    this.reply = options.reply;
  }
}
