/** Fields of voice mail and facsimiles. [MS-OXCMAIL] 2.1.3.2.3; each property before the named one of its field. */
import {
  PidNameXCallId,
  PidNameXFaxNumberOfPages,
  PidNameXSenderTelephoneNumber,
  PidNameXVoiceMessageAttachmentOrder,
  PidNameXVoiceMessageDuration,
  PidNameXVoiceMessageSenderName,
  PidTagCallId,
  PidTagFaxNumberOfPages,
  PidTagMessageClass,
  PidTagSenderTelephoneNumber,
  PidTagVoiceMessageAttachmentOrder,
  PidTagVoiceMessageDuration,
  PidTagVoiceMessageSenderName,
  type PropertyBag,
} from '@postbus/mapi';
import { textField } from '@postbus/mime';
import type { Writing } from './to-mime-options.ts';
import { integerIn, textIn } from './value-in.ts';

const texts = [
  ['X-CallingTelephoneNumber', PidTagSenderTelephoneNumber, PidNameXSenderTelephoneNumber],
  ['X-VoiceMessageSenderName', PidTagVoiceMessageSenderName, PidNameXVoiceMessageSenderName],
  ['X-AttachmentOrder', PidTagVoiceMessageAttachmentOrder, PidNameXVoiceMessageAttachmentOrder],
  ['X-CallID', PidTagCallId, PidNameXCallId],
] as const;
const counts = [
  ['X-VoiceMessageDuration', PidTagVoiceMessageDuration, PidNameXVoiceMessageDuration],
  ['X-FaxNumberOfPages', PidTagFaxNumberOfPages, PidNameXFaxNumberOfPages],
] as const;

/** Classes whose messages have these properties: in others their ids stand for something else. [MS-OXOUM] 2.2.4, [MS-OXPROPS] 1.3.3 */
const unifiedMessaging = /^IPM\.Note\.(?:rpmsg\.)?Microsoft\.(?:Voicemail|Fax|Missed\.Voice|Conversation\.Voice)/i;

export function unifiedMessagingFields(bag: PropertyBag, { header }: Writing): string[] {
  const hasOwn = unifiedMessaging.test(textIn(bag, PidTagMessageClass) ?? '');
  const fields: string[] = [];
  for (const [name, own, named] of texts) {
    const text = (hasOwn ? textIn(bag, own) : undefined) ?? textIn(bag, named);
    if (text !== undefined) fields.push(textField(name, text, header));
  }
  for (const [name, own, named] of counts) {
    const count = (hasOwn ? integerIn(bag, own) : undefined) ?? integerIn(bag, named);
    if (count !== undefined && count >= 0) fields.push(`${name}: ${count}`);
  }
  return fields;
}
