import { PostbusError } from '@postbus/errors';
import type { Reply } from './reply.ts';

/** Something that a client asked for is refused with `reply`; a 4xx says that trying again can help. RFC 5321 4.2.1 */
export class SmtpRefusal extends PostbusError<'refused' | 'refused-for-now'> {
  readonly reply: Reply;

  constructor(reply: Reply, options: ErrorOptions = {}) {
    const retryable = reply.code < 500;
    super(retryable ? 'refused-for-now' : 'refused', reply.wire.trimEnd(), { ...options, retryable });
    this.reply = reply;
  }
}
