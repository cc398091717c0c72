/** Sends a submitted message on its way: one event a destination domain, and the copy in Sent Items. [MS-OXPROTO] 2.5.8 */
import { createHash } from 'node:crypto';
import { type MailOutbound, type MailSubmitted, mailOutbound, toRecord } from '@postbus/contracts';
import { type MailboxScope, domainOf } from '@postbus/domain';
import type { BlobStore, Clock, MailStore, MessageBus } from '@postbus/ports';
import type { ConvertReliably } from './convert-reliably.ts';
import { keepLargeValues } from './keep-large-values.ts';
import type { Handling } from './deliver-message.ts';

/** Milliseconds until a publish whose outcome is unknown is tried again. */
const publishDeadline = 30_000;

export class RouteSubmission {
  constructor(
    private readonly bus: MessageBus,
    private readonly blobs: BlobStore,
    private readonly converter: ConvertReliably,
    private readonly mailboxes: MailStore,
    private readonly clock: Clock,
  ) {}

  /** A repetition publishes events with the same ids, which relay takes once. */
  async execute(submitted: MailSubmitted, handling: Handling): Promise<void> {
    if (submitted.saveToSentItems === true) await this.#saveToSentItems(submitted, handling);
    const { traceparent } = handling;
    const records = outboundEvents(submitted).map((event) =>
      toRecord(
        mailOutbound,
        event,
        { id: outboundId(event), source: '/conversion', ...(traceparent !== undefined && { traceparent }) },
        new Date(this.clock.now()),
      ),
    );
    await this.bus.publish(records, { deadline: publishDeadline });
  }

  async #saveToSentItems(submitted: MailSubmitted, { traceparent, signal }: Handling): Promise<void> {
    const received = Date.parse(submitted.submittedAt);
    const { object, summary } = await this.converter.execute(submitted.id, submitted.raw, {
      receivedAt: received,
      signal,
      read: (raw) => this.blobs.read(raw),
    });
    await keepLargeValues(object, this.blobs);
    const scope: MailboxScope = {
      tenant: submitted.tenant,
      principal: { kind: 'service', service: 'conversion' },
      mailbox: submitted.submitter,
    };
    const message = { object, summary: { ...summary, read: true }, mime: submitted.raw, received, read: true };
    await this.mailboxes.apply(scope, [{ do: 'insert-message', folder: 'sent', message }], {
      dedupe: [`sent/${submitted.id}`],
      ...(traceparent !== undefined && { traceparent }),
    });
  }
}

/** One event for the recipients of each domain, in the order in which the domains first come. */
export function outboundEvents(submitted: MailSubmitted): MailOutbound[] {
  const byDomain = Map.groupBy(submitted.recipients, (recipient) => domainOf(recipient.address));
  return [...byDomain].map(([domain, recipients]) => ({
    id: submitted.id,
    tenant: submitted.tenant,
    raw: submitted.raw,
    reversePath: submitted.reversePath,
    submitter: submitted.submitter,
    domain,
    recipients,
    submittedAt: submitted.submittedAt,
  }));
}

/** The same for the same submission and domain. */
function outboundId(event: MailOutbound): string {
  return createHash('sha256').update(`${event.id}/${event.domain}`).digest('hex').slice(0, 32);
}
