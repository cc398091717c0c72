/** An SMS or MMS object that its owner changed while it waited. [MS-OXOSMMS] 2.2.1.2, 2.2.2.3 */
import type { MessageObject } from '@postbus/mapi';
import { type Mms, type MmsSlide, type Sms, isMms, mmsObject, readMms, readSms, smsObject } from '@postbus/oxosmms';
import { expiryOf, withExpiry } from './expiry.ts';

export interface SubmissionRevision {
  readonly text?: string;
  /** Epoch milliseconds when it is to leave; `now`: as soon as it can. */
  readonly at?: number | 'now';
  /** Milliseconds from when it is to leave, after which it is of no use any more. */
  readonly validFor?: number;
}

/** Of the item before; epoch milliseconds. */
export interface RevisedItem {
  readonly submittedAt: number;
  readonly now: number;
  /** Milliseconds, for one that does not say until when it is of use. */
  readonly validity: number;
}

export interface RevisedObject {
  /** New, and complete by section 2. */
  readonly object: MessageObject;
  /** Epoch milliseconds, as `object` says them. */
  readonly dueAt: number;
  readonly expiresAt: number;
}

/** The text of an MMS is that of its first slide. */
export function revisedObject(
  object: MessageObject,
  { text, at, validFor }: SubmissionRevision,
  { submittedAt, now, validity }: RevisedItem,
): RevisedObject {
  const told = isMms(object) ? readMms(object) : readSms(object);
  const wasDueAt = told.scheduledFor ?? submittedAt;
  const wasExpiringAt = expiryOf(object) ?? wasDueAt + validity;
  const dueAt = at === undefined ? wasDueAt : at === 'now' ? now : Math.max(at, now);
  const expiresAt = dueAt + (validFor ?? wasExpiringAt - wasDueAt);
  const scheduledFor = at === undefined ? told.scheduledFor : dueAt;
  const kept = { ...keptOf(told, submittedAt), ...(scheduledFor !== undefined && { scheduledFor }) };
  return {
    object: withExpiry('slides' in told ? mms(told, text, kept) : sms(told, text, kept), expiresAt),
    dueAt,
    expiresAt,
  };
}

type Kept = ReturnType<typeof keptOf>;

function sms(told: Sms, text: string | undefined, kept: Kept): MessageObject {
  return smsObject({ ...kept, text: text ?? told.text });
}

function mms({ slides, others, subject }: Mms, text: string | undefined, kept: Kept): MessageObject {
  return mmsObject({ ...kept, subject, others, slides: withText(slides, text) });
}

function keptOf(
  { from, recipients, accountGuid, source, mobileModel }: Omit<Sms, 'text'> | Omit<Mms, 'slides' | 'others'>,
  at: number,
) {
  return {
    origin: 'submitted' as const,
    at,
    recipients,
    source,
    ...(from !== undefined && { from }),
    ...(accountGuid !== undefined && { accountGuid }),
    ...(mobileModel !== undefined && { mobileModel }),
  };
}

function withText(slides: readonly MmsSlide[], text: string | undefined): readonly MmsSlide[] {
  if (text === undefined) return slides;
  const [first = {}, ...rest] = slides;
  return [{ ...first, text }, ...rest.map(({ text: _, ...slide }) => slide)];
}
