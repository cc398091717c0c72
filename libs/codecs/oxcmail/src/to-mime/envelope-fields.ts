/** Fields that each come from a property of their own. [MS-OXCMAIL] 2.1.3.2 */
import { toBase64 } from '@postbus/bytes';
import {
  PidLidClassification,
  PidLidClassificationDescription,
  PidLidClassificationGuid,
  PidLidClassificationKeep,
  PidLidClassified,
  PidLidFlagRequest,
  PidNameKeywords,
  PidTagAutoResponseSuppress,
  PidTagClientSubmitTime,
  PidTagConversationIndex,
  PidTagConversationTopic,
  PidTagExpiryTime,
  PidTagFlagCompleteTime,
  PidTagImportance,
  PidTagInReplyToId,
  PidTagInternetMessageId,
  PidTagInternetReferences,
  PidTagListHelp,
  PidTagListSubscribe,
  PidTagListUnsubscribe,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PidTagMessageLocaleId,
  PidTagNormalizedSubject,
  PidTagReplyTime,
  PidTagSensitivity,
  PidTagSubject,
  PidTagSubjectPrefix,
  type PropertyBag,
  type PropertyDefinition,
  isConversationIndex,
} from '@postbus/mapi';
import { dateField, idField, parseMessageIds, textField } from '@postbus/mime';
import { autoResponseFields } from '../auto-response.ts';
import { importanceFields, sensitivityFields } from '../importance.ts';
import { languageTagOf } from '../locale-id.ts';
import { MessageFlag } from '../to-message-object.ts';
import type { Writing } from './to-mime-options.ts';
import { inlineBytesIn, integerIn, isTrue, textIn, timeIn } from './value-in.ts';

/** PidTagMessageFlags of what was handed over to be sent. [MS-OXCMSG] 2.2.1.6 */
const mfSubmitted = 0x4;
/** In .msg files the prefix of a subject may be marked by U+0001 and its length. [MS-OXCMSG] 2.2.1.9 */
// oxlint-disable-next-line no-control-regex -- U+0001 is what is looked for
const prefixMark = /^\u0001[^]/;
/** Longer ones are of no mailer, and could not be folded. RFC 5322 2.1.1 */
const longestId = 900;

/** Date: when the message was submitted, as told, or when it came. [MS-OXCMAIL] 2.1.3.2 */
export function dateFields(bag: PropertyBag, { options, depth }: Writing): string[] {
  const told = depth === 0 ? options.sentAt : undefined;
  const at = timeIn(bag, PidTagClientSubmitTime) ?? told ?? timeIn(bag, PidTagMessageDeliveryTime);
  return at === undefined ? [] : [dateField('Date', at)];
}

/** PidTagSubject, else its two parts. [MS-OXCMAIL] 2.1.3.2 */
export function subjectOf(bag: PropertyBag): string {
  const parts = `${textIn(bag, PidTagSubjectPrefix) ?? ''}${textIn(bag, PidTagNormalizedSubject) ?? ''}`;
  return (textIn(bag, PidTagSubject) ?? parts).replace(prefixMark, '');
}

/** Message-ID, In-Reply-To, References. [MS-OXCMAIL] 2.1.3.2 */
export function idFields(bag: PropertyBag, writing: Writing): string[] {
  const written = (name: string, ids: readonly string[]) => (ids.length === 0 ? [] : [idField(name, ids)]);
  const own = messageIdOf(bag, writing);
  return [
    ...written('Message-ID', own === undefined ? [] : [own]),
    ...written('In-Reply-To', idsIn(textIn(bag, PidTagInReplyToId), writing)),
    ...written('References', idsIn(textIn(bag, PidTagInternetReferences), writing)),
  ];
}

/** The id that the message is written with, in its brackets. */
export function messageIdOf(bag: PropertyBag, writing: Writing): string | undefined {
  const told = writing.depth === 0 ? writing.options.messageId : undefined;
  const own = textIn(bag, PidTagInternetMessageId)?.trim();
  return idsIn(own, writing)[0] ?? idsIn(own === undefined ? own : `<${own}>`, writing)[0] ?? idsIn(told, writing)[0];
}

function idsIn(text: string | undefined, { header }: Writing): string[] {
  const legal = header.utf8 === true ? /^[\x21-\x7e\u00a1-\u2027\u2030-\uffff]+$/ : /^[\x21-\x7e]+$/;
  return text === undefined ? [] : parseMessageIds(text).filter((id) => id.length <= longestId && legal.test(id));
}

/** Thread-Topic and Thread-Index. [MS-OXCMAIL] 2.1.3.2 */
export function conversationFields(bag: PropertyBag, writing: Writing): string[] {
  const index = inlineBytesIn(bag, PidTagConversationIndex);
  return [
    ...textFields(bag, 'Thread-Topic', PidTagConversationTopic, writing),
    ...(index === undefined || !isConversationIndex(index) ? [] : [textField('Thread-Index', foldable(index))]),
  ];
}

/** Base64 with blanks where a line may end; readers pass over them. */
function foldable(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/.{60}/g, '$& ').trim();
}

/** Importance, sensitivity, languages, lists, times, flags. [MS-OXCMAIL] 2.1.3.2 */
export function markFields(bag: PropertyBag, writing: Writing): string[] {
  return [
    ...importanceFields(integerIn(bag, PidTagImportance)),
    ...sensitivityFields(integerIn(bag, PidTagSensitivity)),
    ...languageFields(bag),
    ...autoResponseFields(integerIn(bag, PidTagAutoResponseSuppress)),
    ...textFields(bag, 'List-Help', PidTagListHelp, writing),
    ...textFields(bag, 'List-Subscribe', PidTagListSubscribe, writing),
    ...textFields(bag, 'List-Unsubscribe', PidTagListUnsubscribe, writing),
    ...timeFields(bag, 'Expires', PidTagExpiryTime),
    ...followUpFields(bag, writing),
    ...keywordFields(bag, writing),
    ...draftFields(bag, writing),
  ];
}

/** [MS-OXCMAIL] 2.1.3.2.16 */
function languageFields(bag: PropertyBag): string[] {
  const locale = integerIn(bag, PidTagMessageLocaleId);
  const tag = locale === undefined ? undefined : languageTagOf(locale);
  return tag === undefined ? [] : [`Content-Language: ${tag}`];
}

/** X-Message-Flag, and what is only written beside it. [MS-OXCMAIL] 2.1.3.2.25, 2.1.3.2.28 */
function followUpFields(bag: PropertyBag, writing: Writing): string[] {
  const flag = textFields(bag, 'X-Message-Flag', PidLidFlagRequest, writing);
  if (flag.length === 0) return [];
  return [
    ...flag,
    ...timeFields(bag, 'Reply-By', PidTagReplyTime),
    ...timeFields(bag, 'X-Message-Completed', PidTagFlagCompleteTime),
  ];
}

function keywordFields(bag: PropertyBag, { header }: Writing): string[] {
  const keywords: unknown = bag.get(PidNameKeywords);
  const texts = Array.isArray(keywords) ? keywords.filter((one) => typeof one === 'string' && one !== '') : [];
  return texts.length === 0 ? [] : [textField('Keywords', texts.join(', '), header)];
}

/** What mailers open to be written on: a draft that is kept, not what goes out. */
function draftFields(bag: PropertyBag, { options }: Writing): string[] {
  const flags = integerIn(bag, PidTagMessageFlags) ?? 0;
  const isDraft = (flags & (MessageFlag.mfUnsent | mfSubmitted)) === MessageFlag.mfUnsent;
  return isDraft && options.writesBcc === true ? ['X-Unsent: 1'] : [];
}

/** [MS-OXCMAIL] 2.1.3.2.17: nothing is written of a message that is not classified. */
export function classificationFields(bag: PropertyBag, writing: Writing): string[] {
  if (!isTrue(bag, PidLidClassified)) return [];
  return [
    'X-Microsoft-Classified: true',
    ...(isTrue(bag, PidLidClassificationKeep) ? ['X-Microsoft-ClassKeep: true'] : []),
    ...textFields(bag, 'X-Microsoft-Classification', PidLidClassification, writing),
    ...textFields(bag, 'X-Microsoft-ClassDesc', PidLidClassificationDescription, writing),
    ...textFields(bag, 'X-Microsoft-ClassID', PidLidClassificationGuid, writing),
  ];
}

export function textFields(
  bag: PropertyBag,
  name: string,
  definition: PropertyDefinition<string>,
  { header }: Writing,
): string[] {
  const text = textIn(bag, definition);
  return text === undefined ? [] : [textField(name, text, header)];
}

function timeFields(bag: PropertyBag, name: string, definition: PropertyDefinition<bigint>): string[] {
  const at = timeIn(bag, definition);
  return at === undefined ? [] : [dateField(name, at)];
}
