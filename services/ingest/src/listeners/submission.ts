/** The submission ports: mail of users who log in, for anyone. RFC 6409 */
import type { Account } from '@postbus/domain';
import { IngestError } from '../ingest-error.ts';
import type { Client } from '../smtp/client.ts';
import type { MessageBody } from '../smtp/message-body.ts';
import type { Mailbox } from '../smtp/path.ts';
import type { Credentials, SessionHandler } from '../smtp/session-handler.ts';
import type { Sender, Transaction } from '../smtp/transaction.ts';
import type { Destination, FindRecipient } from '../use-cases/find-recipient.ts';
import type { LogIn } from '../use-cases/log-in.ts';
import { owns } from '../use-cases/own-addresses.ts';
import type { SubmitMessage } from '../use-cases/submit-message.ts';
import { inSmtpWords, refusalOf } from './refusal.ts';
import type { RelayOptions } from './relay.ts';
import { type Room, checkRoom } from './room.ts';
import { arrive } from './to-envelope.ts';

export class SubmissionHandler implements SessionHandler<Account, Destination> {
  readonly #logIn: LogIn;
  readonly #find: FindRecipient;
  readonly #submit: SubmitMessage;
  readonly #room: Room;
  readonly #options: RelayOptions;

  constructor(logIn: LogIn, find: FindRecipient, submit: SubmitMessage, room: Room, options: RelayOptions) {
    this.#logIn = logIn;
    this.#find = find;
    this.#submit = submit;
    this.#room = room;
    this.#options = options;
  }

  authenticate = (client: Client<Account>, credentials: Credentials): Promise<Account> =>
    inSmtpWords(() => this.#logIn.execute(credentials, client.address));

  /** The null reverse-path is anyone's: receipts and automatic replies are sent with it. RFC 3834 3.3, RFC 8098 3 */
  sender(client: Client<Account>, { mailbox }: Sender): void {
    checkRoom(this.#room);
    if (mailbox.address === '' || owns(client.login!, mailbox.address)) return;
    throw refusalOf(new IngestError('sender-not-owned', mailbox.address, 'not an address of the account'));
  }

  recipient(_: Client<Account>, __: Transaction<Destination>, mailbox: Mailbox): Promise<Destination> {
    return inSmtpWords(() => this.#find.execute(mailbox.address));
  }

  content(): void {
    checkRoom(this.#room);
  }

  message(client: Client<Account>, transaction: Transaction<Destination>, body: MessageBody): Promise<string> {
    const arrival = { ...this.#options, client, transaction, body };
    return arrive(arrival, (envelope) => this.#submit.execute(envelope, client.login!));
  }
}
