/** A message as it leaves, and for whom: most submissions have one, those with blind recipients may have more. */
import { type MailOutbound, type MailSubmitted, derivedEventId } from '@postbus/contracts';
import { type BlobRef, domainOf } from '@postbus/domain';

export interface OutboundCopy {
  /** Names the delivery, with the domain; the submission's own, or one that follows from it. */
  readonly id: string;
  readonly raw: BlobRef;
  readonly body: MailSubmitted['reversePath']['body'];
  readonly recipients: MailSubmitted['recipients'];
}

/** The message as it was submitted. */
export function originalCopy(
  { id, raw, reversePath }: MailSubmitted,
  recipients: MailSubmitted['recipients'],
): OutboundCopy {
  return { id, raw, body: reversePath.body, recipients };
}

/** One event for the recipients of each domain, in the order in which the domains first come. */
export function outboundEvents(submitted: MailSubmitted, copy: OutboundCopy): MailOutbound[] {
  const byDomain = Map.groupBy(copy.recipients, (recipient) => domainOf(recipient.address));
  return [...byDomain].map(([domain, recipients]) => ({
    id: copy.id,
    tenant: submitted.tenant,
    raw: copy.raw,
    reversePath: { ...submitted.reversePath, body: copy.body },
    submitter: submitted.submitter,
    domain,
    recipients,
    submittedAt: submitted.submittedAt,
  }));
}

/** The same for the same submission and recipient. */
export function copyId({ id }: MailSubmitted, address: string): string {
  return derivedEventId('blind', id, address);
}
