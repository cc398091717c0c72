/** An SMS or MMS object that its owner changed while it waited. [MS-OXOSMMS] 2.2.1.2, 2.2.2.3 */
import type { MessageObject } from '@postbus/mapi';
import { type Mms, type MmsSlide, type Sms, isMms, mmsObject, readMms, readSms, smsObject } from '@postbus/oxosmms';

export interface Revision {
  readonly text?: string;
  /** Epoch milliseconds when it is to leave; `now`: as soon as it can. */
  readonly at?: number | 'now';
}

/**
 * A new object, complete by section 2. The text of an MMS is that of its first slide.
 * @param at epoch milliseconds: when it was submitted
 */
export function revisedObject(object: MessageObject, { text, at: schedule }: Revision, at: number): MessageObject {
  if (isMms(object)) {
    const { slides, others, subject, ...mms } = readMms(object);
    return mmsObject({ ...kept(mms, schedule, at), subject, others, slides: withText(slides, text) });
  }
  const sms = readSms(object);
  return smsObject({ ...kept(sms, schedule, at), text: text ?? sms.text });
}

function kept(
  {
    from,
    recipients,
    accountGuid,
    scheduledFor,
    source,
    mobileModel,
  }: Omit<Sms, 'text' | 'subject'> | Omit<Mms, 'slides' | 'others' | 'subject'>,
  schedule: Revision['at'],
  at: number,
) {
  const due = schedule === 'now' ? undefined : (schedule ?? scheduledFor);
  return {
    origin: 'submitted' as const,
    at,
    recipients,
    source,
    ...(from !== undefined && { from }),
    ...(accountGuid !== undefined && { accountGuid }),
    ...(mobileModel !== undefined && { mobileModel }),
    ...(due !== undefined && { scheduledFor: due }),
  };
}

function withText(slides: readonly MmsSlide[], text: string | undefined): readonly MmsSlide[] {
  if (text === undefined) return slides;
  const [first = {}, ...rest] = slides;
  return [{ ...first, text }, ...rest.map(({ text: _, ...slide }) => slide)];
}
