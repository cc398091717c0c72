/** A mail transaction: what MAIL and RCPT said, until the end of data or RSET. RFC 5321 3.3 */
import type { MailParameters } from './mail-parameters.ts';
import type { Mailbox } from './path.ts';
import type { RecipientParameters } from './recipient-parameters.ts';

export interface Sender {
  readonly mailbox: Mailbox;
  readonly parameters: MailParameters;
}

export interface Recipient<Target> {
  readonly mailbox: Mailbox;
  readonly parameters: RecipientParameters;
  /** What the handler found behind the address. */
  readonly target: Target;
}

export interface Transaction<Target> {
  readonly sender: Sender;
  readonly recipients: Recipient<Target>[];
  /** Epoch milliseconds of MAIL. */
  readonly begun: number;
}
