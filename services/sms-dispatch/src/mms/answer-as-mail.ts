/**
 * An answer to a mail that became a text message, as mail to its writer: from the number at the domain of numbers, so that
 * answering it writes a text message again, and within the mail's conversation. RFC 5322 3.6.4
 */
import { type MailReceived, derivedEventId, mailReceived, toRecord } from '@postbus/contracts';
import type { MailboxScope, TextMessage } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import type { BlobStore, MailStore } from '@postbus/ports';
import { type ReceivedFacts, receivedKey, receivedRecord } from '@postbus/text-messages';
import { eventSource, serviceName } from '../event-source.ts';
import { answerMessage } from './answer-message.ts';

export interface TextAnswer {
  /** The last one to the number; it was a mail. */
  readonly message: TextMessage;
  /** The text, or an MMS object whose values are all in it. */
  readonly text: string | MessageObject;
  /** What came in; its id, a UUID, follows from that: the same answer comes once. */
  readonly received: Omit<ReceivedFacts, 'tenant' | 'mailbox' | 'as'>;
}

export class AnswerAsMail {
  /** @param mailDomain at which numbers have addresses */
  constructor(
    private readonly blobs: Pick<BlobStore, 'put'>,
    private readonly mail: Pick<MailStore, 'apply'>,
    private readonly mailDomain: string = 'numbers.invalid',
  ) {}

  /**
   * Commits the mail, which conversion delivers, and what is told of the answer, by one step; done again it changes nothing.
   * @throws {PortError} where a store is away: to be repeated
   */
  async execute({ message, text, received }: TextAnswer): Promise<void> {
    const { mail, tenant, mailbox, traceparent } = message;
    if (mail === undefined) throw new TypeError('The message answered was no mail');
    const { from, receivedAt } = received;
    const domain = this.mailDomain;
    const id = derivedEventId('answer-as-mail', received.id);
    const { sender, bytes } = answerMessage({ id, from, domain, mail, receivedAt, text });
    const data: MailReceived = {
      id,
      tenant,
      raw: await this.blobs.put(bytes),
      reversePath: { address: sender, smtpUtf8: true, body: '8BITMIME' },
      client: { address: '127.0.0.1', helo: domain, protocol: 'LOCAL' },
      recipients: [{ mailbox, address: mail.from }],
      receivedAt: new Date(receivedAt).toISOString(),
    };
    const metadata = { id, source: eventSource, ...(traceparent !== undefined && { traceparent }) };
    const asMail = toRecord(mailReceived, data, metadata, new Date(receivedAt));
    const told = receivedRecord({ ...received, tenant, mailbox, as: 'mail' }, eventSource, traceparent);
    const scope: MailboxScope = { tenant, mailbox, principal: { kind: 'service', service: serviceName } };
    await this.mail.apply(scope, [], { dedupe: [receivedKey(received.id)], events: [asMail, told] });
  }
}
