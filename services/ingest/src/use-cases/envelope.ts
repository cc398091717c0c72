/** A message as it was given to a listener, apart from how: what the use cases work on. */
import type { Account } from '@postbus/domain';
import type { MailReceived } from '@postbus/contracts';
import type { MessageBody } from '../smtp/message-body.ts';

type RecipientDsn = NonNullable<MailReceived['recipients'][number]['dsn']>;

export interface EnvelopeRecipient {
  readonly address: string;
  /** Absent where the address is of another host. */
  readonly account?: Account;
  readonly dsn?: RecipientDsn;
}

export interface Envelope {
  /** Id of the message, a UUID; also in its Received field. */
  readonly id: string;
  readonly reversePath: MailReceived['reversePath'];
  readonly client: MailReceived['client'];
  readonly recipients: readonly EnvelopeRecipient[];
  /** The Received field to put on top, with its CRLF. */
  readonly received: string;
  readonly body: MessageBody;
  /** Epoch milliseconds. */
  readonly at: number;
  /** W3C traceparent of the message's way; asked for when the events are written. */
  readonly traceparent: () => string;
}
