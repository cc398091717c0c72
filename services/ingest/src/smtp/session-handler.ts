/** What the engine asks of the service behind it. Each call refuses by throwing {SmtpRefusal}; any other error is answered 451 4.3.0. */
import type { Client } from './client.ts';
import type { MessageBody } from './message-body.ts';
import type { Sender, Transaction } from './transaction.ts';
import type { Mailbox } from './path.ts';
import type { RecipientParameters } from './recipient-parameters.ts';

export type MaybePromise<Value> = Value | Promise<Value>;

export interface Credentials {
  /** Whom the login wants to act for; empty: itself. RFC 4616 2 */
  readonly authorization: string;
  readonly user: string;
  readonly password: string;
}

export interface SessionHandler<Login = unknown, Target = unknown> {
  /** Absent where there are no logins. */
  readonly authenticate?: (client: Client<Login>, credentials: Credentials) => Promise<Login>;
  /** May refuse the sender. */
  sender(client: Client<Login>, sender: Sender): MaybePromise<void>;
  /** Finds what is behind the address of a recipient. */
  recipient(
    client: Client<Login>,
    transaction: Transaction<Target>,
    mailbox: Mailbox,
    parameters: RecipientParameters,
  ): MaybePromise<Target>;
  /** The last chance to refuse before the content is sent. */
  content(client: Client<Login>, transaction: Transaction<Target>): MaybePromise<void>;
  /**
   * Keeps the message durably for all its recipients, or throws.
   * Where `body.rest` fails, so must this; the error is then that of the stream.
   * @returns the id under which it is known
   */
  message(client: Client<Login>, transaction: Transaction<Target>, body: MessageBody): Promise<string>;
}
