/** Elements of the header that each map to a property of their own. [MS-OXCMAIL] 2.2.3.2 */
import {
  PidLidClassification,
  PidLidClassificationDescription,
  PidLidClassificationGuid,
  PidLidClassificationKeep,
  PidLidClassified,
  PidLidFlagRequest,
  PidNameAcceptLanguage,
  PidNameKeywords,
  PidTagAutoResponseSuppress,
  PidTagCallId,
  PidTagClientSubmitTime,
  PidTagDeferredDeliveryTime,
  PidTagExpiryTime,
  PidTagFaxNumberOfPages,
  PidTagFlagCompleteTime,
  PidTagFlagStatus,
  PidTagImportance,
  PidTagInReplyToId,
  PidTagInternetMessageId,
  PidTagInternetReferences,
  PidTagListHelp,
  PidTagListSubscribe,
  PidTagListUnsubscribe,
  PidTagMessageDeliveryTime,
  PidTagMessageLocaleId,
  PidTagReplyTime,
  PidTagSenderTelephoneNumber,
  PidTagSensitivity,
  PidTagVoiceMessageAttachmentOrder,
  PidTagVoiceMessageDuration,
  PidTagVoiceMessageSenderName,
  type PropertyBag,
  type PropertyDefinition,
  fileTimeOf,
} from '@postbus/mapi';
import { type HeaderList, parseMessageIds } from '@postbus/mime';
import { suppressedResponses } from './auto-response.ts';
import { headerFileTime, headerTime } from './header-time.ts';
import { readImportance, readSensitivity } from './importance.ts';
import { localeIdOf } from './locale-id.ts';

/** PidTagFlagStatus of a message marked for follow-up, and of one whose follow-up is done. [MS-OXOFLAG] 2.2.1.1 */
const followupFlagged = 2;
const followupComplete = 1;
/** Characters of a line. RFC 5322 2.1.1 */
const longestId = 998;
/** PidTagFlagCompleteTime counts minutes. [MS-OXOFLAG] 2.2.1.3 */
const minute = 60_000;

/** Of two names of a field the former counts. [MS-OXCMAIL] 2.2.3.2.17 */
const lists: readonly (readonly [field: string, alternate: string, definition: PropertyDefinition<string>])[] = [
  ['List-Help', 'X-List-Help', PidTagListHelp],
  ['List-Subscribe', 'X-List-Subscribe', PidTagListSubscribe],
  ['List-Unsubscribe', 'X-List-Unsubscribe', PidTagListUnsubscribe],
];
/** Characters of one keyword, [MS-OXCMSG] 2.2.1.17, and how many there are. Stops fields that fill a list of categories. */
const longestKeyword = 255;
const mostKeywords = 1000;
/** [MS-OXCMAIL] 2.2.3.2.23 */
const unifiedMessaging: readonly (readonly [field: string, definition: PropertyDefinition<string>])[] = [
  ['X-CallingTelephoneNumber', PidTagSenderTelephoneNumber],
  ['X-VoiceMessageSenderName', PidTagVoiceMessageSenderName],
  ['X-AttachmentOrder', PidTagVoiceMessageAttachmentOrder],
  ['X-CallID', PidTagCallId],
];
/** Of two fields for one property the latter counts: Expiry-Date is the older name of Expires. RFC 4021 2.1.50 */
const times: readonly (readonly [field: string, definition: PropertyDefinition<bigint>])[] = [
  ['Reply-By', PidTagReplyTime],
  ['Expiry-Date', PidTagExpiryTime],
  ['Expires', PidTagExpiryTime],
  ['Deferred-Delivery', PidTagDeferredDeliveryTime],
];

export interface EnvelopeTimes {
  /** Epoch ms of Date. */
  readonly sentAt: number | undefined;
  /** Epoch ms: as told, of the last Received, or of Date. */
  readonly deliveredAt: number | undefined;
}

/** Ids, times, importance, list fields, flags, classification. @param deliveredAt epoch ms, where it is known */
export function setEnvelope(headers: HeaderList, bag: PropertyBag, deliveredAt: number | undefined): EnvelopeTimes {
  setIds(headers, bag);
  bag.set(PidTagImportance, readImportance(headers)).set(PidTagSensitivity, readSensitivity(headers));
  for (const [field, alternate, definition] of lists) {
    bag.set(definition, (headers.first(field) ?? headers.first(alternate))?.text);
  }
  for (const [field, definition] of times) bag.set(definition, headerFileTime(headers.first(field)?.value));
  const suppress = headers.first('X-Auto-Response-Suppress');
  if (suppress !== undefined) bag.set(PidTagAutoResponseSuppress, suppressedResponses(suppress.value));
  setLanguages(headers, bag);
  setKeywords(headers, bag);
  setFollowUp(headers, bag);
  setClassification(headers, bag);
  setUnifiedMessaging(headers, bag);
  return setTimes(headers, bag, deliveredAt);
}

function setIds(headers: HeaderList, bag: PropertyBag): void {
  bag
    .set(PidTagInternetMessageId, messageIds(headers, 'Message-ID')[0] ?? messageIdAsItIs(headers))
    .set(PidTagInReplyToId, nonEmpty(messageIds(headers, 'In-Reply-To').join(' ')))
    .set(PidTagInternetReferences, nonEmpty(messageIds(headers, 'References').join(' ')));
}

/** What is no identifier of RFC 5322 tells messages apart all the same. */
function messageIdAsItIs(headers: HeaderList): string | undefined {
  return nonEmpty(headers.first('Message-ID')?.value.slice(0, longestId) ?? '');
}

function messageIds(headers: HeaderList, name: string): string[] {
  const ids: string[] = [];
  for (const field of headers.all(name)) for (const id of parseMessageIds(field.value)) ids.push(id);
  return ids;
}

function setTimes(headers: HeaderList, bag: PropertyBag, told: number | undefined): EnvelopeTimes {
  const sentAt = headerTime(headers.first('Date')?.value);
  const received = headers.first('Received')?.value;
  const deliveredAt = told ?? headerTime(received?.slice(received.lastIndexOf(';') + 1)) ?? sentAt;
  bag
    .set(PidTagClientSubmitTime, fileTime(sentAt ?? deliveredAt))
    .set(PidTagMessageDeliveryTime, fileTime(deliveredAt));
  return { sentAt, deliveredAt };
}

function fileTime(epochMs: number | undefined): bigint | undefined {
  return epochMs === undefined ? undefined : fileTimeOf(epochMs);
}

function setKeywords(headers: HeaderList, bag: PropertyBag): void {
  const fields = headers.all('Keywords');
  if (fields.length === 0) return;
  const keywords = fields.flatMap((field) => field.text.split(/[,;]/).map((word) => word.trim()));
  const given = keywords.filter((word) => word !== '' && word.length <= longestKeyword);
  if (given.length > 0) bag.set(PidNameKeywords, given.slice(0, mostKeywords));
}

/** Content-Language; of Accept-Language and its X- form the former. [MS-OXCMAIL] 2.2.3.2.11 */
function setLanguages(headers: HeaderList, bag: PropertyBag): void {
  const language = headers.first('Content-Language')?.value;
  if (language !== undefined) bag.set(PidTagMessageLocaleId, localeIdOf(language));
  const accepted = headers.first('Accept-Language') ?? headers.first('X-Accept-Language');
  if (accepted !== undefined) bag.set(PidNameAcceptLanguage, accepted.text);
}

/** X-Message-Flag, and X-Message-Completed of what is done. [MS-OXCMAIL] 2.2.3.2 */
function setFollowUp(headers: HeaderList, bag: PropertyBag): void {
  const flag = nonEmpty(headers.first('X-Message-Flag')?.text ?? '');
  if (flag === undefined) return;
  const completed = headerTime(headers.first('X-Message-Completed')?.value);
  bag
    .set(PidLidFlagRequest, flag)
    .set(PidTagFlagStatus, completed === undefined ? followupFlagged : followupComplete)
    .set(PidTagFlagCompleteTime, fileTime(completed === undefined ? undefined : completed - (completed % minute)));
}

/** [MS-OXCMAIL] 2.2.3.2.23 */
function setUnifiedMessaging(headers: HeaderList, bag: PropertyBag): void {
  for (const [field, definition] of unifiedMessaging) bag.set(definition, headers.first(field)?.text);
  bag
    .set(PidTagVoiceMessageDuration, count(headers.first('X-VoiceMessageDuration')?.value))
    .set(PidTagFaxNumberOfPages, count(headers.first('X-FaxNumberOfPages')?.value));
}

/** A PtypInteger32 without a sign. */
function count(text: string | undefined): number | undefined {
  const number = /^\d{1,10}$/.test(text ?? '') ? Number(text) : undefined;
  return number === undefined || number > 0x7fffffff ? undefined : number;
}

/** [MS-OXCMAIL] 2.2.3.2.22: nothing is taken over unless the message says that it is classified. */
function setClassification(headers: HeaderList, bag: PropertyBag): void {
  if (headers.first('X-Microsoft-Classified')?.text.toLowerCase() !== 'true') return;
  const text = (name: string) => headers.first(`X-Microsoft-${name}`)?.text;
  bag
    .set(PidLidClassified, true)
    .set(PidLidClassificationKeep, text('ClassKeep')?.toLowerCase() === 'true')
    .set(PidLidClassification, text('Classification'))
    .set(PidLidClassificationDescription, text('ClassDesc'))
    .set(PidLidClassificationGuid, text('ClassID'));
}

function nonEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}
