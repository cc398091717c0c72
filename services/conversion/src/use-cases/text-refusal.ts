/** What the writer of a mail to numbers is told that cannot be a text message. RFC 3463 3.4, 3.7 */
import type { MailSubmitted } from '@postbus/contracts';
import type { NoText } from '../text/text-tasks.ts';
import type { RefusedRecipients } from './refusal.ts';

const reasons: Readonly<
  Record<NoText | 'not-a-number' | 'not-possible', { readonly status: string; readonly why: string }>
> = {
  'not-a-number': { status: '5.1.3', why: 'the address is no telephone number' },
  encrypted: { status: '5.6.3', why: 'the message is encrypted, and a text message cannot be' },
  unreadable: { status: '5.6.3', why: 'what is signed in the message cannot be read' },
  'not-possible': { status: '5.6.3', why: 'the message cannot be read' },
  empty: { status: '5.6.3', why: 'the message says nothing' },
  'too-long': { status: '5.3.4', why: 'the text is too long for a text message' },
  'too-large': { status: '5.3.4', why: 'the pictures are too large for a text message' },
  automatic: { status: '5.7.1', why: 'what programs write by themselves goes to no phone' },
  'other-files': { status: '5.6.1', why: 'a text message has text, pictures, audio and video, and no other files' },
};

export function refusedAsText(
  recipients: MailSubmitted['recipients'],
  reason: keyof typeof reasons,
): RefusedRecipients {
  const { status, why } = reasons[reason];
  return recipients.map((recipient) => ({ ...recipient, status, text: `Not sent: ${why}.` }));
}
