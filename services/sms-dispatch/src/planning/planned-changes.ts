/**
 * What a submission that comes again changes: after an edit of its item, or since the bus brings an event twice. What
 * waits keeps its channel, the ways that it was tried by and its id; what has left is left alone, and none of its
 * recipients gets it again.
 */
import { derivedEventId } from '@postbus/contracts';
import { type TextMessage, isWaiting } from '@postbus/domain';
import type { Versioned } from '@postbus/ports';
import type { ItemToPlan } from './item-to-plan.ts';
import { type PlanContext, plannedMessage, replanned } from './planned-message.ts';
import { type RecipientGroup, isFault } from './recipient-groups.ts';

type Recipients = ItemToPlan['recipients'];

export interface Change {
  readonly before: Versioned<TextMessage>;
  /** As it was where nothing changes. */
  readonly after: TextMessage;
}

export interface WhatIsThere {
  /** What waits, and still has recipients among those of the item. */
  readonly kept: readonly Change[];
  /** What waits, and has none any more. */
  readonly spare: readonly Versioned<TextMessage>[];
  /** Recipients that nothing was made for yet. */
  readonly uncovered: Recipients;
}

/** @param known messages that were made of the item */
export function whatIsThere(context: PlanContext, known: readonly Versioned<TextMessage>[]): WhatIsThere {
  const wanted = new Map(context.plan.recipients.map((recipient) => [recipient.number, recipient]));
  for (const { value } of known)
    if (!isWaiting(value.state) && value.state !== 'cancelled')
      for (const { number } of value.recipients) wanted.delete(number);
  const kept: Change[] = [];
  const spare: Versioned<TextMessage>[] = [];
  // Those of one recipient first: a group may be about to be parted into them.
  const waiting = known.filter(({ value }) => isWaiting(value.state));
  for (const before of waiting.toSorted((one, other) => one.value.recipients.length - other.value.recipients.length)) {
    const { value } = before;
    const recipients = value.recipients.filter(({ number }) => wanted.delete(number));
    if (recipients.length === 0) spare.push(before);
    else kept.push({ before, after: replanned(value, recipients, context) ?? value });
  }
  return { kept, spare, uncovered: [...wanted.values()] };
}

/**
 * `changes` with the recipients of `group` at the message that waits for their channel already: a phone sends an item
 * once, and to all whom it names.
 * @returns undefined where each recipient has a message of its own, or none waits
 */
export function extended(changes: readonly Change[], { route, recipients, key }: RecipientGroup): Change[] | undefined {
  if (isFault(route) || key.startsWith('to/')) return undefined;
  const place = changes.findIndex(({ after }) => after.channel === route[0]);
  if (place === -1) return undefined;
  const { before, after } = changes[place]!;
  return changes.with(place, { before, after: { ...after, recipients: [...after.recipients, ...recipients] } });
}

/** What `planned` is called: its own id, unless one that ended has it. */
export function withNewId(planned: TextMessage, known: readonly Versioned<TextMessage>[]): TextMessage {
  if (!known.some(({ value }) => value.id === planned.id)) return planned;
  return { ...planned, id: derivedEventId('sms-again', planned.id, String(known.length)) };
}

/**
 * A message that has no recipients any more becomes that of `group`: its item is never without one meanwhile. Where its
 * time is past it is due now: a job of that time and channel may be over.
 */
export function reused(context: PlanContext, before: Versioned<TextMessage>, group: RecipientGroup): Change {
  const planned = plannedMessage(context, group);
  return { before, after: { ...planned, id: before.value.id, dueAt: Math.max(planned.dueAt, context.now) } };
}
