/** What became of a submission, as people and programs are told it. Plain JSON, without the text. */
import {
  type MailboxScope,
  type MessageId,
  type MessageRecord,
  type TextMessage,
  type TextMessageKind,
  type TextMessageSource,
  type TextMessageState,
  isEnded,
} from '@postbus/domain';
import { OmsMessageClass } from '@postbus/oxosmms';
import type { MailStore } from '@postbus/ports';
import type { FoundSubmission } from './find-submission.ts';

export interface RecipientStatus {
  /** Id of the text message, which others may have in common. */
  readonly textMessage?: string;
  readonly number: string;
  readonly name?: string;
  readonly state: TextMessageState;
  /** The channel that has it, or had it last. */
  readonly channel?: string;
  /** Why, where it did not go well. */
  readonly code?: string;
  readonly reason?: string;
  /** Of a carrier: messages that it was split into. */
  readonly parts?: { readonly total: number; readonly submitted: number; readonly delivered: number };
  readonly changedAt?: string;
}

export interface SubmissionStatus {
  readonly id: string;
  readonly kind: TextMessageKind;
  readonly source?: TextMessageSource;
  /** Of the recipient who is the furthest from having it. */
  readonly state: TextMessageState;
  /** Whether nothing but news of a channel, or its owner, changes it any more. */
  readonly ended: boolean;
  /** The object in the Outbox, as long as anything of it waits or is with a channel. */
  readonly message?: MessageId;
  readonly sender?: string;
  /** Unknown of one that was taken back before anybody read it. */
  readonly submittedAt?: string;
  readonly dueAt?: string;
  readonly expiresAt?: string;
  readonly recipients: readonly RecipientStatus[];
}

/** From the one that says the least good. */
const order: readonly TextMessageState[] = [
  'scheduled',
  'queued',
  'dispatched',
  'unknown',
  'failed',
  'expired',
  'cancelled',
  'sent',
  'delivered',
];

export async function submissionStatus(
  store: MailStore,
  scope: MailboxScope,
  { id, messages, unplanned }: FoundSubmission,
): Promise<SubmissionStatus> {
  if (unplanned === undefined) return statusOf(messages.map(({ value }) => value));
  const [record] = await store.messages(scope, [unplanned]);
  return unplannedStatus(id, record);
}

/** @param messages one at least, of one submission */
export function statusOf(messages: readonly TextMessage[]): SubmissionStatus {
  const { submission, kind, source, sender, submittedAt, dueAt, expiresAt } = messages[0]!;
  const item = messages.find((message) => message.item !== undefined && !isEnded(message.state))?.item;
  return {
    id: submission,
    kind,
    source,
    state: order.find((state) => messages.some((message) => message.state === state))!,
    ended: messages.every(({ state }) => isEnded(state)),
    ...(item !== undefined && { message: item }),
    ...(sender !== undefined && { sender }),
    submittedAt: timeText(submittedAt),
    dueAt: timeText(dueAt),
    expiresAt: timeText(expiresAt),
    recipients: messages.flatMap(recipientsOf),
  };
}

function recipientsOf({
  id,
  recipients,
  state,
  channel,
  fault,
  carrier,
  changedAt,
}: TextMessage): readonly RecipientStatus[] {
  const parts = carrier?.parts.map((part) => part.state);
  const count = (...states: readonly string[]): number =>
    parts?.filter((partState) => states.includes(partState)).length ?? 0;
  return recipients.map((recipient) => ({
    textMessage: id,
    ...recipient,
    state,
    ...(channel !== undefined && { channel }),
    ...(fault !== undefined && { code: fault.code, reason: fault.text }),
    ...(parts !== undefined && {
      parts: { total: parts.length, submitted: count('submitted', 'delivered'), delivered: count('delivered') },
    }),
    changedAt: timeText(changedAt),
  }));
}

/** An item may say a year of five digits, which RFC 3339 cannot. */
const lastTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function timeText(time: number): string {
  return new Date(Math.min(time, lastTime)).toISOString();
}

/** One that nobody read yet; where it is gone from the Outbox, its owner took it back. */
function unplannedStatus(id: string, record: MessageRecord | undefined): SubmissionStatus {
  if (record === undefined) return { id, kind: 'sms', state: 'cancelled', ended: true, recipients: [] };
  const { summary, received } = record;
  const submittedAt = new Date(received).toISOString();
  return {
    id,
    kind: isClassOfMms(summary.messageClass) ? 'mms' : 'sms',
    state: 'queued',
    ended: false,
    message: record.id,
    submittedAt,
    recipients: summary.to.map(({ name, address }) => ({
      number: address,
      ...(name !== '' && name !== address && { name }),
      state: 'queued',
      changedAt: submittedAt,
    })),
  };
}

function isClassOfMms(messageClass: string): boolean {
  return messageClass.toLowerCase().startsWith(OmsMessageClass.mms.toLowerCase());
}
