/**
 * Sends a submitted message on its way: one event a destination domain, and the copy in Sent Items, which is what was
 * submitted, whatever is signed or encrypted on its way out. [MS-OXPROTO] 2.5.8
 */
import { createHash } from 'node:crypto';
import {
  type BusRecord,
  type MailOutbound,
  type MailRefused,
  type MailSubmitted,
  mailOutbound,
  mailRefused,
  toRecord,
} from '@postbus/contracts';
import type { MailboxScope } from '@postbus/domain';
import type { BlobStore, Clock, MailStore, MessageBus } from '@postbus/ports';
import type { ConvertReliably } from './convert-reliably.ts';
import type { Handling } from './deliver-message.ts';
import { keepLargeValues } from './keep-large-values.ts';
import { outboundEvents } from './outbound-copy.ts';
import type { RefusedRecipients } from './refusal.ts';
import type { SubmitAsText } from './submit-as-text.ts';
import type { ProtectSubmission, SubmissionProtection } from './protect-submission.ts';

/** Milliseconds until a publish whose outcome is unknown is tried again. */
const publishDeadline = 30_000;

export class RouteSubmission {
  constructor(
    private readonly bus: MessageBus,
    private readonly blobs: BlobStore,
    private readonly converter: ConvertReliably,
    private readonly mailboxes: MailStore,
    private readonly clock: Clock,
    private readonly protection: Pick<ProtectSubmission, 'execute'>,
    private readonly texts: Pick<SubmitAsText, 'execute'>,
  ) {}

  /** A repetition publishes events with the same ids, which relay takes once. */
  async execute(submitted: MailSubmitted, handling: Handling): Promise<void> {
    const { byMail, refused } = await this.texts.execute(submitted, handling);
    // What left as a text message alone is in Sent Items as that.
    const isMail = byMail.length + refused.length > 0;
    if (submitted.saveToSentItems === true && isMail) await this.#saveToSentItems(submitted, handling);
    const protection = await this.#protected({ ...submitted, recipients: byMail }, handling);
    const records = this.#records(submitted, withRefused(protection, refused), handling);
    if (records.length > 0) await this.bus.publish(records, { deadline: publishDeadline });
  }

  #protected(submitted: MailSubmitted, handling: Handling): Promise<SubmissionProtection> {
    if (submitted.recipients.length === 0) return Promise.resolve({ copies: [], refused: [] });
    return this.protection.execute(submitted, handling);
  }

  #records(
    submitted: MailSubmitted,
    { copies, refused }: SubmissionProtection,
    { traceparent }: Handling,
  ): BusRecord[] {
    const at = new Date(this.clock.now());
    const metadata = (id: string) => ({ id, source: '/conversion', ...(traceparent !== undefined && { traceparent }) });
    const outbound = copies
      .flatMap((copy) => outboundEvents(submitted, copy))
      .map((event) => toRecord(mailOutbound, event, metadata(outboundId(event)), at));
    if (refused.length === 0) return outbound;
    const refusal = refusedEvent(submitted, refused);
    return [...outbound, toRecord(mailRefused, refusal, metadata(hashOf(`${submitted.id}/refused`)), at)];
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

function withRefused(protection: SubmissionProtection, refused: RefusedRecipients): SubmissionProtection {
  return { ...protection, refused: [...protection.refused, ...refused] };
}

function refusedEvent(submitted: MailSubmitted, recipients: MailRefused['recipients']): MailRefused {
  const { id, tenant, raw, reversePath, submitter, submittedAt } = submitted;
  return { id, tenant, raw, reversePath, submitter, recipients, submittedAt };
}

/** The same for the same submission and domain. */
const outboundId = (event: MailOutbound): string => hashOf(`${event.id}/${event.domain}`);

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
