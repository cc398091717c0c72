/**
 * What a phone adds to Sent Items or the Inbox, compared with what it took to send. [MS-ASMS] 3.1.5.1
 * Phones add everything that they send and get: most of it is none of ours, and an answer looks much like a report.
 */
import type { SmsItem } from '@postbus/activesync';
import type { TextMessage } from '@postbus/domain';
import { comparableText, normalizedNumber, textDigest } from '@postbus/text-messages';
import { WrittenNumbers } from './written-numbers.ts';

/** An item as it is compared: read once, however many messages it is compared with. */
export interface AddedText {
  /** As `comparableText` gives it. */
  readonly text: string;
  /** To, as it is written. */
  readonly numbers: readonly string[];
  readonly to: WrittenNumbers;
  /** Of whoever it is from, if that is told. */
  readonly from: WrittenNumbers;
  /** Epoch milliseconds of its DateReceived. */
  readonly at: number | undefined;
}

/**
 * How surely a report tells of a message: `least` where it names the recipients alone, or may be an answer; `more` by the
 * text; `most` by both.
 */
export const Sureness = { none: 0, least: 1, more: 2, most: 3 } as const;
export type Sureness = (typeof Sureness)[keyof typeof Sureness];

/** Milliseconds by which the clock of a phone may be wrong, its zone among it. */
const clockSkew = 86_400_000;
/** Characters of a text that nobody repeats by chance. */
const telling = 20;
/** Numbers within a text: stops a report of thousands. */
const mostNumbersInText = 50;
const numberInText = /\+?\d[\d ().\-/]{1,24}\d/g;

/**
 * Whether `written` names the recipients of `message` and nobody else, however often and in which order, so that what is
 * sent goes to whom it was planned for: numbers that cannot be read are nobody's.
 */
export function namesRecipients(
  written: readonly string[],
  { recipients }: TextMessage,
  region: string | undefined,
): boolean {
  const numbers = new Set(written.map((number) => normalizedNumber(number, region) ?? number.trim()));
  const planned = new Set(recipients.map(({ number }) => number));
  return planned.size === numbers.size && [...planned].every((number) => numbers.has(number));
}

/** @param region where numbers without a country code are dialled from */
export function addedText({ to, from, text, dateReceived }: SmsItem, region: string | undefined): AddedText {
  const numbers = numbersOf(to);
  return {
    text: comparableText(text),
    numbers,
    to: new WrittenNumbers(numbers, region),
    from: new WrittenNumbers(numbersOf(from === undefined ? [] : [from]), region),
    at: dateReceived?.getTime(),
  };
}

/**
 * Whether `added` in Sent Items is `message`: the same recipients and text, and not older than the offer. Phones that
 * mistake From for To are understood.
 */
export function isSentCopy(added: AddedText, message: TextMessage): boolean {
  const recipients = numbersOf(message.recipients);
  const isForThem = added.to.areThose(recipients) || added.from.areThose(recipients);
  return isForThem && isLaterThanOffer(added, message) && isTextOf(added, message);
}

/** The numbers that a report names, in To or in its text. */
export function namedIn({ numbers, text }: AddedText, region: string | undefined): WrittenNumbers {
  const inText = text.match(numberInText)?.slice(0, mostNumbersInText) ?? [];
  return new WrittenNumbers([...numbers, ...inText], region);
}

/**
 * How surely `added` in the Inbox reports that `message` could not be sent. Who writes it is the
 * phone itself, its owner, or a service; what a recipient writes is an answer, unless it repeats the message, and is longer.
 * Of a message to several, one that names some of them tells nothing: the others may have it.
 * @param named as `namedIn` gives it
 * @param text of the message, where its item is still there
 * @param own numbers of the owner, in E.164
 */
export function reportSureness(
  added: AddedText,
  named: WrittenNumbers,
  message: TextMessage,
  text: string | undefined,
  own: Iterable<string>,
): Sureness {
  if (!isLaterThanOffer(added, message)) return Sureness.none;
  const { from } = added;
  const recipients = numbersOf(message.recipients);
  const repeats = repeatedBy(added, message, text);
  if (recipients.some((number) => from.has(number))) {
    return from.areThose(recipients) && repeats === 'within' && isTelling(text) ? Sureness.least : Sureness.none;
  }
  const isNamed = recipients.filter((number) => named.has(number));
  if (isNamed.length > 0 && isNamed.length < recipients.length) return Sureness.none;
  const names = isNamed.length > 0;
  if (names && repeats !== undefined) return Sureness.most;
  if (from.size > 0 && ![...own].some((number) => from.has(number))) return Sureness.none;
  if (repeats === 'whole' || (repeats === 'within' && isTelling(text))) return Sureness.more;
  return names ? Sureness.least : Sureness.none;
}

/** Whether `added` may be of what came of the offer: most of a history that a phone uploads is older. */
export function isLaterThanOffer({ at }: AddedText, { phone }: TextMessage): boolean {
  return phone !== undefined && (at === undefined || at >= phone.since - clockSkew);
}

function numbersOf(people: readonly { readonly number: string }[]): string[] {
  return people.map(({ number }) => number);
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
