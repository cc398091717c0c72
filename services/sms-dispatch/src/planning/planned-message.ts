/** The text message that a group of recipients becomes, and what an edit of its item changes of it. */
import { type SmsSubmitted, derivedEventId } from '@postbus/contracts';
import type { MessageId, TextFault, TextMessage, TextRecipient } from '@postbus/domain';
import { phoneChannel, waitingForPhone } from '@postbus/text-messages';
import type { ChosenSender } from '../routing/route.ts';
import type { ItemToPlan } from './item-to-plan.ts';
import { type RecipientGroup, isFault } from './recipient-groups.ts';

export interface PlanContext {
  readonly data: SmsSubmitted;
  readonly item: MessageId;
  readonly plan: ItemToPlan;
  readonly chosen: ChosenSender | undefined;
  /** Milliseconds from when it may leave, unless its owner said until when. */
  readonly validity: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly traceparent: string | undefined;
}

/** @param fault why it goes nowhere, whatever the group's route */
export function plannedMessage(context: PlanContext, group: RecipientGroup, fault?: TextFault): TextMessage {
  const { data, item, plan, chosen, now, traceparent } = context;
  const { id, partOf = id, tenant, mailbox, source, sender, mail } = data;
  const submittedAt = Date.parse(data.submittedAt);
  const dueAt = dueOf(context);
  const wrong = fault ?? (isFault(group.route) ? group.route : undefined);
  const [channel, ...channels] = isFault(group.route) || wrong !== undefined ? [] : group.route;
  const message: TextMessage = {
    id: derivedEventId('sms', id, group.key),
    submission: partOf,
    ...(data.partOf !== undefined && { part: id }),
    tenant,
    mailbox,
    item,
    kind: plan.kind,
    source,
    recipients: group.recipients,
    channels,
    ...(channel !== undefined && { channel }),
    state: wrong !== undefined ? 'failed' : dueAt > now ? 'scheduled' : 'queued',
    ...(wrong !== undefined && { fault: wrong }),
    submittedAt,
    dueAt,
    expiresAt: expiryOf(context, dueAt),
    changedAt: now,
    ...(sender !== undefined && { sender }),
    ...(chosen?.device !== undefined && { phone: { state: 'waiting', only: chosen.device, since: now } }),
    ...(mail !== undefined && { mail: mailOf(mail) }),
    ...(traceparent !== undefined && { traceparent }),
  };
  return channel === phoneChannel && message.state === 'queued' ? waitingForPhone(message, now) : message;
}

/**
 * `known`, which waits, for `recipients` at the time that its item says now; by the channel that it waits for.
 * @returns undefined where nothing changes
 */
export function replanned(
  known: TextMessage,
  recipients: readonly TextRecipient[],
  context: PlanContext,
): TextMessage | undefined {
  const { now } = context;
  const planned = dueOf(context);
  const isDue = planned <= now && known.dueAt <= now;
  const isSameTime = isDue || planned === known.dueAt;
  // A job that was for this time may be over: one whose time is past already is due now.
  const dueAt = isSameTime ? known.dueAt : Math.max(planned, now);
  const expiresAt = isSameTime ? (context.plan.expiresAt ?? known.expiresAt) : expiryOf(context, dueAt);
  const isSame = isSameTime && expiresAt === known.expiresAt;
  if (isSame && recipients.length === known.recipients.length && isAllOf(recipients, known)) return undefined;
  const changed: TextMessage = {
    ...known,
    recipients,
    dueAt,
    expiresAt,
    state: dueAt > now ? 'scheduled' : 'queued',
    changedAt: now,
  };
  return changed.channel === phoneChannel && changed.state === 'queued' ? waitingForPhone(changed, now) : changed;
}

function isAllOf(recipients: readonly TextRecipient[], known: TextMessage): boolean {
  return recipients.every(({ number }) => known.recipients.some((one) => one.number === number));
}

/** When it is to leave, epoch milliseconds: never before it was submitted. */
export function dueOf({ data, plan }: PlanContext): number {
  const submittedAt = Date.parse(data.submittedAt);
  return Math.max(plan.scheduledFor ?? submittedAt, submittedAt);
}

/** The item counts: of what was submitted several times, events may come in any order. */
function expiryOf({ data, plan, validity }: PlanContext, dueAt: number): number {
  return plan.expiresAt ?? (data.expiresAt === undefined ? dueAt + validity : Date.parse(data.expiresAt));
}

function mailOf({ from, messageId, subject }: NonNullable<SmsSubmitted['mail']>): NonNullable<TextMessage['mail']> {
  return { from, ...(messageId !== undefined && { messageId }), ...(subject !== undefined && { subject }) };
}
