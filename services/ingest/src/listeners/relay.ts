/** The relay port, and LMTP: mail from other hosts, for recipients here only. */
import { IngestError } from '../ingest-error.ts';
import type { Client } from '../smtp/client.ts';
import type { MessageBody } from '../smtp/message-body.ts';
import type { Mailbox } from '../smtp/path.ts';
import type { SessionHandler } from '../smtp/session-handler.ts';
import type { Transaction } from '../smtp/transaction.ts';
import type { AcceptMessage } from '../use-cases/accept-message.ts';
import type { Destination, FindRecipient } from '../use-cases/find-recipient.ts';
import { inSmtpWords } from './refusal.ts';
import { type Room, checkRoom } from './room.ts';
import { arrive } from './to-envelope.ts';

export interface RelayOptions {
  /** `relay` or `lmtp`. */
  readonly listener: string;
  readonly hostname: string;
}

export class RelayHandler implements SessionHandler<never, Destination> {
  readonly #find: FindRecipient;
  readonly #accept: AcceptMessage;
  readonly #room: Room;
  readonly #options: RelayOptions;

  constructor(find: FindRecipient, accept: AcceptMessage, room: Room, options: RelayOptions) {
    this.#find = find;
    this.#accept = accept;
    this.#room = room;
    this.#options = options;
  }

  sender(): void {
    checkRoom(this.#room);
  }

  recipient(_: Client, __: Transaction<Destination>, mailbox: Mailbox): Promise<Destination> {
    return inSmtpWords(async () => {
      const destination = await this.#find.execute(mailbox.address);
      if (destination.kind === 'local') return destination;
      throw new IngestError('relay-denied', mailbox.address, 'the domain is not ours');
    });
  }

  content(): void {
    checkRoom(this.#room);
  }

  message(client: Client, transaction: Transaction<Destination>, body: MessageBody): Promise<string> {
    return arrive({ ...this.#options, client, transaction, body }, (envelope) => this.#accept.execute(envelope));
  }
}
