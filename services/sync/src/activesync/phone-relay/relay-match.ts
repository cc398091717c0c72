/**
 * What a phone adds to Sent Items or the Inbox, compared with what it took to send. [MS-ASMS] 3.1.5.1
 * Phones add everything that they send and get: most of it is none of ours, and an answer looks much like a report.
 */
import type { SmsItem } from '@postbus/activesync';
import type { TextMessage } from '@postbus/domain';
import { comparableText, normalizedNumber, textDigest } from '@postbus/text-messages';

/** An item as it is compared: read once, however many messages it is compared with. */
export interface AddedText {
  /** As `comparableText` gives it. */
  readonly text: string;
  /** Numbers as `numberKey` gives them. */
  readonly to: ReadonlySet<string>;
  readonly from: string | undefined;
  /** Epoch milliseconds of its DateReceived. */
  readonly at: number | undefined;
}

/** Milliseconds by which the clock of a phone may be wrong, its zone among it. */
const clockSkew = 86_400_000;
/** Characters of a text that nobody repeats by chance. */
const telling = 20;
/** Numbers within a text: stops a report of thousands. */
const mostNumbersInText = 50;
const numberInText = /\+?\d[\d ().\-/]{1,24}\d/g;

/** The form in which numbers are compared; those of a planned message have it. */
export function numberKey(number: string, region: string | undefined): string {
  return normalizedNumber(number, region) ?? number.trim();
}

/** Whether `written` names the recipients of `message` and nobody else, however often and in which order. */
export function namesRecipients(
  written: readonly string[],
  { recipients }: TextMessage,
  region: string | undefined,
): boolean {
  return sameSets(new Set(written.map((number) => numberKey(number, region))), recipients);
}

/** @param region where numbers without a country code are dialled from */
export function addedText({ to, from, text, dateReceived }: SmsItem, region: string | undefined): AddedText {
  return {
    text: comparableText(text),
    to: new Set(to.map(({ number }) => numberKey(number, region))),
    from: from === undefined ? undefined : numberKey(from.number, region),
    at: dateReceived?.getTime(),
  };
}

/**
 * Whether `added` in Sent Items is `message`: the same recipients and text, and not older than the offer. Phones that
 * mistake From for To are understood.
 */
export function isSentCopy(added: AddedText, message: TextMessage): boolean {
  const { to, from } = added;
  const { recipients } = message;
  const isForThem = sameSets(to, recipients) || (from !== undefined && sameSets(new Set([from]), recipients));
  return isForThem && isLaterThanOffer(added, message) && isTextOf(added, message);
}

/** The numbers that a report names, in To or in its text. */
export function namedIn({ to, text }: AddedText, region: string | undefined): ReadonlySet<string> {
  const inText = text.match(numberInText)?.slice(0, mostNumbersInText) ?? [];
  return new Set([...to, ...inText.map((number) => numberKey(number, region))]);
}

/**
 * How surely `added` in the Inbox reports that `message` could not be sent: 0 where it does not. Who writes it is the
 * phone itself, its owner, or a service; what a recipient writes is an answer, unless it repeats the message, and is longer.
 * @param named as `namedIn` gives it
 * @param text of the message, where its item is still there
 * @param own numbers of the owner, as `numberKey` gives them
 */
export function reportSureness(
  added: AddedText,
  named: ReadonlySet<string>,
  message: TextMessage,
  text: string | undefined,
  own: ReadonlySet<string>,
): number {
  if (!isLaterThanOffer(added, message)) return 0;
  const { from } = added;
  const { recipients } = message;
  const repeats = repeatedBy(added, message, text);
  if (recipients.some(({ number }) => number === from)) return repeats === 'within' && isTelling(text) ? 1 : 0;
  const names = recipients.some(({ number }) => named.has(number));
  if (names && repeats !== undefined) return 3;
  if (from !== undefined && !own.has(from)) return 0;
  if (repeats === 'whole' || (repeats === 'within' && isTelling(text))) return 2;
  return names ? 1 : 0;
}

function sameSets(numbers: ReadonlySet<string>, recipients: TextMessage['recipients']): boolean {
  const planned = new Set(recipients.map(({ number }) => number));
  return planned.size === numbers.size && [...planned].every((number) => numbers.has(number));
}

function isLaterThanOffer({ at }: AddedText, { phone }: TextMessage): boolean {
  return phone !== undefined && (at === undefined || at >= phone.since - clockSkew);
}

function isTextOf({ text }: AddedText, { id, phone }: TextMessage): boolean {
  return phone?.textDigest !== undefined && textDigest(id, text) === phone.textDigest;
}

function repeatedBy(added: AddedText, message: TextMessage, text: string | undefined): 'whole' | 'within' | undefined {
  if (isTextOf(added, message)) return 'whole';
  const sought = text === undefined ? '' : comparableText(text);
  return sought !== '' && added.text.includes(sought) ? 'within' : undefined;
}

function isTelling(text: string | undefined): boolean {
  return text !== undefined && comparableText(text).length >= telling;
}
