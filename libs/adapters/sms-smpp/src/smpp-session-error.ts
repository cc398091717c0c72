import { PostbusError } from '@postbus/errors';
import type { CommandStatus } from '@postbus/smpp';

/**
 * Why a connection with a carrier was not made or ended, or why a request has no answer. No message holds a password.
 * - `bad-settings`: a field of the bind, a number of the options or the transport cannot be used
 * - `connect-failed`, `connect-timeout`: no TCP connection, or no TLS on it
 * - `bind-refused`, with `status`; `bind-timeout`: no answer to the bind
 * - `connection-lost`: the connection ended; `link-timeout`: enquire_link stayed without answer
 * - `bad-stream`: a command_length that cannot be; `wrong-answer`: an answer to another operation than was asked
 * - `unbound`: the carrier unbound; `closed`: this side did
 * - `not-bound`: the session does not take requests, yet or any more, or is a receiver's
 * - `window-full`, `queue-full`: too many requests wait for their answer, or for their turn
 * - `bad-request`: the request has no octets by the document; its cause is the SmppError
 * - `aborted`: its signal came before it was written
 * - `response-timeout`: written, and no answer in time; `unreadable-answer`: one that cannot be read
 */
export type SmppSessionErrorCode =
  | 'bad-settings'
  | 'connect-failed'
  | 'connect-timeout'
  | 'bind-refused'
  | 'bind-timeout'
  | 'connection-lost'
  | 'link-timeout'
  | 'bad-stream'
  | 'wrong-answer'
  | 'unbound'
  | 'closed'
  | 'not-bound'
  | 'window-full'
  | 'queue-full'
  | 'bad-request'
  | 'aborted'
  | 'response-timeout'
  | 'unreadable-answer';

const lasting: ReadonlySet<SmppSessionErrorCode> = new Set(['bad-settings', 'bad-request', 'aborted']);

export interface SmppSessionErrorDetails extends ErrorOptions {
  /** `host:port`. */
  readonly peer?: string | undefined;
  readonly status?: CommandStatus | undefined;
}

export class SmppSessionError extends PostbusError<SmppSessionErrorCode> {
  readonly peer: string | undefined;
  /** Of a bind that was refused. */
  readonly status: CommandStatus | undefined;

  constructor(code: SmppSessionErrorCode, message: string, { peer, status, ...rest }: SmppSessionErrorDetails = {}) {
    const retryable = !lasting.has(code) && status?.retry !== 'never';
    super(code, peer === undefined ? message : `${peer}: ${message}`, { ...rest, retryable });
    this.peer = peer;
    this.status = status;
  }
}
