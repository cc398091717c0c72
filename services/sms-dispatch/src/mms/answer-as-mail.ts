/**
 * An answer to a mail that became a text message, as mail to its writer: from the number at the domain of numbers, so that
 * answering it writes a text message again, and within the mail's conversation. RFC 5322 3.6.4
 */
import { type MailReceived, mailReceived, toRecord } from '@postbus/contracts';
import type { TextMessage } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import type { BlobStore, MessageBus } from '@postbus/ports';
import { eventSource } from '../event-source.ts';
import { answerMessage } from './answer-message.ts';

export interface TextAnswer {
  /** The last one to the number; it was a mail. */
  readonly message: TextMessage;
  /** Number, or name, that the answer comes from. */
  readonly from: string;
  /** The text, or an MMS object whose values are all in it. */
  readonly text: string | MessageObject;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** A UUID that follows from what came in: the same answer comes once. */
  readonly id: string;
}

/** Milliseconds until a publish whose outcome is unknown is tried again. */
const publishDeadline = 30_000;

export class AnswerAsMail {
  /** @param mailDomain at which numbers have addresses */
  constructor(
    private readonly blobs: Pick<BlobStore, 'put'>,
    private readonly bus: Pick<MessageBus, 'publish'>,
    private readonly mailDomain: string = 'numbers.invalid',
  ) {}

  /** @throws {PortError} where a store or the bus is away: to be repeated */
  async execute({ message, from, text, receivedAt, id }: TextAnswer): Promise<void> {
    const { mail, tenant, mailbox, traceparent } = message;
    if (mail === undefined) throw new TypeError('The message answered was no mail');
    const domain = this.mailDomain;
    const { sender, bytes } = answerMessage({ id, from, domain, mail, receivedAt, text });
    const received: MailReceived = {
      id,
      tenant,
      raw: await this.blobs.put(bytes),
      reversePath: { address: sender, smtpUtf8: true, body: '8BITMIME' },
      client: { address: '127.0.0.1', helo: domain, protocol: 'LOCAL' },
      recipients: [{ mailbox, address: mail.from }],
      receivedAt: new Date(receivedAt).toISOString(),
    };
    const metadata = { id, source: eventSource, ...(traceparent !== undefined && { traceparent }) };
    const record = toRecord(mailReceived, received, metadata, new Date(receivedAt));
    await this.bus.publish([record], { deadline: publishDeadline });
  }
}
