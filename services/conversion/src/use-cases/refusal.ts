/** What the sender of a message is told that may not leave. RFC 3463 3.8 */
import type { MailRefused, MailSubmitted } from '@postbus/contracts';

/** 5.7.5: "a necessary information such as key was not available". The one at fault has this. */
const cryptographicFailure = '5.7.5';
/** 5.7.0: something about security, which none of the others says. Those who share the message have this. */
const otherSecurity = '5.7.0';
/** Addresses named in a text; the others are counted. */
const mostNamed = 5;

export type RefusalReason = 'no-key' | 'no-certificates' | 'not-possible';

export type RefusedRecipients = MailRefused['recipients'];

/** @param author who has no key that may sign now */
export function refusedWithoutKey(recipients: MailSubmitted['recipients'], author: string): RefusedRecipients {
  const text = `Not sent: mail of ${shortened(author)} is to be signed, and there is no valid key to sign it with.`;
  return recipients.map((recipient) => ({ ...recipient, status: cryptographicFailure, text }));
}

/** @param missing addresses without a certificate that is valid now */
export function refusedWithoutCertificates(
  recipients: MailSubmitted['recipients'],
  missing: readonly string[],
): RefusedRecipients {
  const isMissing = new Set(missing);
  const named = missing.slice(0, mostNamed).map(shortened).join(', ');
  const others = missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : '';
  const text = `Not sent to anybody elsewhere: it is to be encrypted, and there is no valid certificate for ${named}${others}.`;
  return recipients.map((recipient) => ({
    ...recipient,
    status: isMissing.has(recipient.address) ? cryptographicFailure : otherSecurity,
    text,
  }));
}

export function refusedAsNotPossible(recipients: MailSubmitted['recipients']): RefusedRecipients {
  const text = 'Not sent: it is to be signed or encrypted, and this message cannot be.';
  return recipients.map((recipient) => ({ ...recipient, status: cryptographicFailure, text }));
}

const shortened = (address: string): string => (address.length > 100 ? `${address.slice(0, 97)}...` : address);
