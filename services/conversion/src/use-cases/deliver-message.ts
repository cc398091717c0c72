/** Puts one accepted message into each recipient's Inbox, once. [MS-OXPROTO] 2.5.7 */
import type { MailReceived } from '@postbus/contracts';
import type { BlobRef, MailboxScope, NewMessage } from '@postbus/domain';
import type { BlobStore, MailStore } from '@postbus/ports';
import { delivered, deliveryFailed } from '../channels.ts';
import type { Converted } from './conversion.ts';
import type { ConvertReliably } from './convert-reliably.ts';
import type { DeliverFromGateway } from './deliver-from-gateway.ts';
import { keepLargeValues } from './keep-large-values.ts';
import type { OpenedFor, OpenReceived } from './open-received.ts';
import { verifiedRecord, withSmimeResult } from './smime-result.ts';

/** The way of an event through its handler. */
export interface Handling {
  readonly traceparent?: string;
  readonly signal: AbortSignal;
}

export interface DeliveryOptions {
  /** Milliseconds within which the same bytes for the same mailbox are kept once; 0 keeps each. */
  readonly duplicateWindow: number;
}

/** What is put into mailboxes that get the same. */
type Variant = Converted & { readonly mime: BlobRef };

export class DeliverMessage {
  constructor(
    private readonly blobs: BlobStore,
    private readonly converter: ConvertReliably,
    private readonly opening: Pick<OpenReceived, 'execute'>,
    private readonly gateways: Pick<DeliverFromGateway, 'execute'>,
    private readonly mailboxes: MailStore,
    private readonly options: DeliveryOptions,
  ) {}

  /**
   * Converts once what mailboxes get alike, then delivers to each; one that fails does not hold up the others.
   * @throws the first failure after all were tried; a repetition then delivers to those left
   */
  async execute(accepted: MailReceived, handling: Handling): Promise<void> {
    const recipients = await this.gateways.execute(accepted, handling);
    if (recipients.length > 0) await this.#deliverAll({ ...accepted, recipients }, handling);
  }

  async #deliverAll(received: MailReceived, handling: Handling): Promise<void> {
    const original = await this.#converted(received.id, received, received.raw, handling);
    const opened = await this.opening.execute(received, original.form, handling.signal);
    const variants = new Map([[received.raw.sha256, original]]);
    for (const { mime } of opened.values())
      if (mime !== undefined && !variants.has(mime.sha256))
        variants.set(mime.sha256, await this.#converted(`${received.id}/${mime.sha256}`, received, mime, handling));
    const mailboxes = [...new Set(received.recipients.map((recipient) => recipient.mailbox))];
    const deliveries = await Promise.allSettled(
      mailboxes.map((mailbox) => {
        const found = opened.get(mailbox);
        const variant = found?.mime && variants.get(found.mime.sha256);
        return this.#deliver(received, mailbox, variant ?? original, found, handling);
      }),
    );
    const failures = deliveries.filter((delivery) => delivery.status === 'rejected');
    for (const { reason } of failures) deliveryFailed.publish({ event: received.id, error: reason as unknown });
    if (failures[0] !== undefined) throw failures[0].reason;
  }

  async #converted(
    attempt: string,
    { receivedAt }: MailReceived,
    mime: BlobRef,
    { signal }: Handling,
  ): Promise<Variant> {
    const converted = await this.converter.execute(attempt, mime, {
      receivedAt: Date.parse(receivedAt),
      signal,
      read: (raw: BlobRef) => this.blobs.read(raw),
    });
    await keepLargeValues(converted.object, this.blobs);
    return { ...converted, mime };
  }

  async #deliver(
    received: MailReceived,
    mailbox: string,
    { object, summary, mime }: Variant,
    found: OpenedFor | undefined,
    { traceparent }: Handling,
  ): Promise<void> {
    const scope: MailboxScope = {
      tenant: received.tenant,
      principal: { kind: 'service', service: 'conversion' },
      mailbox,
    };
    const message: NewMessage = {
      object: found === undefined ? object : withSmimeResult(object, found.result),
      summary,
      mime,
      received: Date.parse(received.receivedAt),
      read: false,
      ...(traceparent !== undefined && { traceparent }),
    };
    const { repeated } = await this.mailboxes.apply(scope, [{ do: 'insert-message', folder: 'inbox', message }], {
      dedupe: this.#dedupeKeys(received),
      ...(found !== undefined && { events: [verifiedRecord(received, mailbox, found.result, traceparent)] }),
      ...(traceparent !== undefined && { traceparent }),
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
