/** Elements of the header that each map to a property of their own. [MS-OXCMAIL] 2.2.3.2 */
import {
  PidLidClassification,
  PidLidClassificationDescription,
  PidLidClassificationGuid,
  PidLidClassificationKeep,
  PidLidClassified,
  PidLidFlagRequest,
  PidNameKeywords,
  PidTagAutoResponseSuppress,
  PidTagBodyContentLocation,
  PidTagClientSubmitTime,
  PidTagDeferredDeliveryTime,
  PidTagExpiryTime,
  PidTagFlagStatus,
  PidTagImportance,
  PidTagInReplyToId,
  PidTagInternetMessageId,
  PidTagInternetReferences,
  PidTagListHelp,
  PidTagListSubscribe,
  PidTagListUnsubscribe,
  PidTagMessageDeliveryTime,
  PidTagReplyTime,
  PidTagSensitivity,
  type PropertyBag,
  type PropertyDefinition,
  fileTimeOf,
} from '@postbus/mapi';
import { type HeaderList, parseMessageIds } from '@postbus/mime';
import { suppressedResponses } from './auto-response.ts';
import { headerFileTime, headerTime } from './header-time.ts';
import { readImportance, readSensitivity } from './importance.ts';

/** PidTagFlagStatus of a message marked for follow-up. [MS-OXOFLAG] 2.2.1.1 */
const followupFlagged = 2;

const texts: readonly (readonly [field: string, definition: PropertyDefinition<string>])[] = [
  ['List-Help', PidTagListHelp],
  ['List-Subscribe', PidTagListSubscribe],
  ['List-Unsubscribe', PidTagListUnsubscribe],
  ['Content-Location', PidTagBodyContentLocation],
];
const times: readonly (readonly [field: string, definition: PropertyDefinition<bigint>])[] = [
  ['Reply-By', PidTagReplyTime],
  ['Expires', PidTagExpiryTime],
  ['Expiry-Date', PidTagExpiryTime],
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
  for (const [field, definition] of texts) bag.set(definition, headers.first(field)?.text);
  for (const [field, definition] of times) bag.set(definition, headerFileTime(headers.first(field)?.value));
  const suppress = headers.first('X-Auto-Response-Suppress');
  if (suppress !== undefined) bag.set(PidTagAutoResponseSuppress, suppressedResponses(suppress.value));
  setKeywords(headers, bag);
  setFollowUp(headers, bag);
  setClassification(headers, bag);
  return setTimes(headers, bag, deliveredAt);
}

function setIds(headers: HeaderList, bag: PropertyBag): void {
  bag
    .set(PidTagInternetMessageId, messageIds(headers, 'Message-ID')[0])
    .set(PidTagInReplyToId, nonEmpty(messageIds(headers, 'In-Reply-To').join(' ')))
    .set(PidTagInternetReferences, nonEmpty(messageIds(headers, 'References').join(' ')));
}

function messageIds(headers: HeaderList, name: string): string[] {
  return headers.all(name).flatMap((field) => parseMessageIds(field.value));
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
  const keywords = headers.all('Keywords').flatMap((field) => field.text.split(/[,;]/).map((word) => word.trim()));
  const given = keywords.filter((word) => word !== '');
  if (given.length > 0) bag.set(PidNameKeywords, given);
}

/** X-Message-Flag. [MS-OXCMAIL] 2.2.3.2 */
function setFollowUp(headers: HeaderList, bag: PropertyBag): void {
  const flag = nonEmpty(headers.first('X-Message-Flag')?.text ?? '');
  if (flag !== undefined) bag.set(PidLidFlagRequest, flag).set(PidTagFlagStatus, followupFlagged);
}

/** [MS-OXCMAIL] 2.2.3.2.22: nothing is taken over unless the message says that it is classified. */
function setClassification(headers: HeaderList, bag: PropertyBag): void {
  const text = (name: string) => headers.first(`X-Microsoft-${name}`)?.text;
  if (text('Classified')?.toLowerCase() !== 'true') return;
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
