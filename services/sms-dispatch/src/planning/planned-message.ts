/** The text message that a group of recipients becomes, and what an edit of its item changes of it. */
import { type SmsSubmitted, derivedEventId } from '@postbus/contracts';
import { type MessageId, type TextFault, type TextMessage, isWaiting } from '@postbus/domain';
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
  const dueAt = Math.max(plan.scheduledFor ?? submittedAt, submittedAt);
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
 * `known` as its item says now. What has left, or waits as it is to, stays as it is.
 * @param planned what would be made of it were it new
 * @returns undefined where nothing changes
 */
export function replanned(known: TextMessage, planned: TextMessage, now: number): TextMessage | undefined {
  if (!isWaiting(known.state)) return undefined;
  const isDue = planned.dueAt <= now && known.dueAt <= now;
  const sameTime = isDue || planned.dueAt === known.dueAt;
  if (sameTime && sameRecipients(known, planned) && isLaterOf(known, planned)) return undefined;
  // A job that was for this time may be over: one whose time is past already is due now.
  const dueAt = sameTime ? known.dueAt : Math.max(planned.dueAt, now);
  const state = planned.state === 'failed' ? 'failed' : dueAt > now ? 'scheduled' : 'queued';
  const { fault: _, phone: _phone, ...rest } = planned;
  const changed: TextMessage = {
    ...rest,
    state,
    dueAt,
    expiresAt: planned.expiresAt + Math.max(0, dueAt - planned.dueAt),
    changedAt: now,
    ...(planned.fault !== undefined && { fault: planned.fault }),
    ...(planned.phone !== undefined && { phone: planned.phone }),
  };
  return changed.channel === phoneChannel && state === 'queued' ? waitingForPhone(changed, now) : changed;
}

/** Whether the channels of `known` are what is left of those of `planned`: those tried are gone. */
function isLaterOf(known: TextMessage, planned: TextMessage): boolean {
  if (known.phone?.only !== planned.phone?.only) return false;
  const left = [known.channel, ...known.channels].join();
  const whole = [planned.channel, ...planned.channels].join();
  return whole === left || whole.endsWith(`,${left}`);
}

function sameRecipients(one: TextMessage, other: TextMessage): boolean {
  const numbers = ({ recipients }: TextMessage): string => recipients.map(({ number }) => number).join();
  return numbers(one) === numbers(other);
}

function expiryOf({ data, validity }: PlanContext, dueAt: number): number {
  return data.expiresAt === undefined ? dueAt + validity : Date.parse(data.expiresAt);
}

function mailOf({ from, messageId, subject }: NonNullable<SmsSubmitted['mail']>): NonNullable<TextMessage['mail']> {
  return { from, ...(messageId !== undefined && { messageId }), ...(subject !== undefined && { subject }) };
}
