/** A message as it leaves, and for whom: most submissions have one, those with blind recipients may have more. */
import { createHash } from 'node:crypto';
import type { MailOutbound, MailSubmitted } from '@postbus/contracts';
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

/** A UUID that is the same for the same submission and recipient. RFC 9562 5.8 */
export function copyId({ id }: MailSubmitted, address: string): string {
  const hash = createHash('sha256').update(`${id}/blind/${address}`).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
