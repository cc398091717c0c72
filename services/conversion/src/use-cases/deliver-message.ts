/** Puts one accepted message into each recipient's Inbox, once. [MS-OXPROTO] 2.5.7 */
import type { MailReceived } from '@postbus/contracts';
import type { BlobRef, MailboxScope, NewMessage } from '@postbus/domain';
import type { BlobStore, MailStore } from '@postbus/ports';
import { delivered, deliveryFailed } from '../channels.ts';
import type { ConvertReliably } from './convert-reliably.ts';
import { keepLargeValues } from './keep-large-values.ts';

/** The way of an event through its handler. */
export interface Handling {
  readonly traceparent?: string;
  readonly signal: AbortSignal;
}

export interface DeliveryOptions {
  /** Milliseconds within which the same bytes for the same mailbox are kept once; 0 keeps each. */
  readonly duplicateWindow: number;
}

export class DeliverMessage {
  constructor(
    private readonly blobs: BlobStore,
    private readonly converter: ConvertReliably,
    private readonly mailboxes: MailStore,
    private readonly options: DeliveryOptions,
  ) {}

  /**
   * Converts once, then delivers to each mailbox; one that fails does not hold up the others.
   * @throws the first failure after all were tried; a repetition then delivers to those left
   */
  async execute(received: MailReceived, { traceparent, signal }: Handling): Promise<void> {
    const message = await this.#message(received, { ...(traceparent !== undefined && { traceparent }), signal });
    const mailboxes = [...new Set(received.recipients.map((recipient) => recipient.mailbox))];
    const deliveries = await Promise.allSettled(mailboxes.map((mailbox) => this.#deliver(received, mailbox, message)));
    const failures = deliveries.filter((delivery) => delivery.status === 'rejected');
    for (const { reason } of failures) deliveryFailed.publish({ event: received.id, error: reason as unknown });
    if (failures[0] !== undefined) throw failures[0].reason;
  }

  async #message(received: MailReceived, { traceparent, signal }: Handling): Promise<NewMessage> {
    const receivedAt = Date.parse(received.receivedAt);
    const { object, summary } = await this.converter.execute(received.id, received.raw, {
      receivedAt,
      signal,
      read: (raw: BlobRef) => this.blobs.read(raw),
    });
    await keepLargeValues(object, this.blobs);
    return {
      object,
      summary,
      mime: received.raw,
      received: receivedAt,
      read: false,
      ...(traceparent !== undefined && { traceparent }),
    };
  }

  async #deliver(received: MailReceived, mailbox: string, message: NewMessage): Promise<void> {
    const scope: MailboxScope = {
      tenant: received.tenant,
      principal: { kind: 'service', service: 'conversion' },
      mailbox,
    };
    const operations = [{ do: 'insert-message', folder: 'inbox', message }] as const;
    const { repeated } = await this.mailboxes.apply(scope, operations, {
      dedupe: this.#dedupeKeys(received),
      ...(message.traceparent !== undefined && { traceparent: message.traceparent }),
    });
    delivered.publish({ repeated, ...(!repeated && { receivedAt: message.received }) });
  }

  /**
   * Keys that an event that comes again has, and a retry of the same bytes within the window too: windows of time are
   * numbered, and a message has the key of its own and of the next, so that two at most one apart meet in one.
   */
  #dedupeKeys({ id, contentSha256, receivedAt }: MailReceived): string[] {
    const { duplicateWindow } = this.options;
    if (contentSha256 === undefined || duplicateWindow === 0) return [`mail/${id}`];
    const window = Math.floor(Date.parse(receivedAt) / duplicateWindow);
    return [window, window + 1].map((number) => `content/${contentSha256}/${number}`);
  }
}
