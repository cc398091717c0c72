import { randomUUID } from 'node:crypto';
import { type BusRecord, type MailSubmitted, mailSubmitted, toRecord } from '@postbus/contracts';
import { type Account, domainOf } from '@postbus/domain';
import { type HeaderList, dateField, idField, parseMime, withoutHeaders } from '@postbus/mime';
import type { BlobStore, MessageBus } from '@postbus/ports';
import type { AcceptOptions } from './accept-message.ts';
import type { Envelope } from './envelope.ts';
import { checkHops } from './hops.ts';
import { type KeptRaw, keepRaw, notKept } from './keep-raw.ts';
import { eventSource, localEvents, reversePathOf } from './local-events.ts';
import { checkAuthors } from './own-addresses.ts';

/** Fields that tell recipients whom others must not see. RFC 5322 3.6.3, 3.6.6 */
const blindFields = ['Bcc', 'Resent-Bcc'];

/** Keeps one message of a user: for mailboxes here as received, for other hosts as submitted. Done means durable. */
export class SubmitMessage {
  readonly #blobs: BlobStore;
  readonly #bus: MessageBus;
  readonly #options: AcceptOptions;

  constructor(blobs: BlobStore, bus: MessageBus, options: AcceptOptions) {
    this.#blobs = blobs;
    this.#bus = bus;
    this.#options = options;
  }

  /**
   * @param submitter the account that is logged in
   * @throws {IngestError} `author-missing`, `author-not-owned`, `too-many-hops`, `storage-full`, `not-kept`
   */
  async execute(envelope: Envelope, submitter: Account): Promise<void> {
    const { id, body } = envelope;
    checkHops(id, body, this.#options.hops);
    const { headers } = parseMime(body.head.subarray(0, body.headerBytes));
    checkAuthors(submitter, headers, id);
    const kept = await keepRaw(this.#blobs, body, completed(envelope, headers, submitter));
    const records = [...localEvents(envelope, kept), ...submittedEvents(envelope, kept, submitter)];
    try {
      await this.#bus.publish(records, { deadline: this.#options.publishDeadline });
    } catch (error) {
      throw notKept(error);
    }
  }
}

/** The head with Received and what a message must have, and without blind recipients. RFC 6409 8 */
function completed({ id, at, received, body }: Envelope, headers: HeaderList, submitter: Account): Uint8Array {
  const missing: string[] = [];
  if (!headers.has('Date')) missing.push(dateField('Date', at));
  if (!headers.has('Message-ID')) missing.push(idField('Message-ID', [`<${id}@${domainOf(submitter.address)}>`]));
  const blind = blindFields.some((name) => headers.has(name));
  const head = blind ? withoutHeaders(body.head, blindFields) : body.head;
  return Buffer.concat([Buffer.from(received + missing.map((field) => `${field}\r\n`).join('')), head]);
}

function submittedEvents(envelope: Envelope, kept: KeptRaw, submitter: Account): BusRecord[] {
  const recipients = envelope.recipients
    .filter(({ account }) => account === undefined)
    .map(({ address, dsn }) => ({ address, ...(dsn !== undefined && { dsn }) }));
  if (recipients.length === 0) return [];
  const at = new Date(envelope.at);
  const allElsewhere = recipients.length === envelope.recipients.length;
  const data: MailSubmitted = {
    id: allElsewhere ? envelope.id : randomUUID(),
    tenant: submitter.tenant,
    raw: kept.raw,
    reversePath: reversePathOf(envelope, kept),
    submitter: submitter.mailbox,
    recipients,
    submittedAt: at.toISOString(),
  };
  return [toRecord(mailSubmitted, data, { id: data.id, source: eventSource, traceparent: envelope.traceparent() }, at)];
}
