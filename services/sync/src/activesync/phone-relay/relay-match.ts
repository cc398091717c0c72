/**
 * What a phone adds to Sent Items or the Inbox, compared with what it took to send. [MS-ASMS] 3.1.5.1
 * Phones add everything that they send and get: most of it is none of ours, and an answer looks much like a report.
 */
import type { SmsItem } from '@postbus/activesync';
import type { TextMessage } from '@postbus/domain';
import { comparableText, normalizedNumber, textDigest } from '@postbus/text-messages';

/** How numbers are read, and which are the owner's. */
export interface OwnNumbers {
  readonly region: string | undefined;
  /** As `numberKey` gives them. */
  readonly own: ReadonlySet<string>;
}

/** Milliseconds by which the clock of a phone may be wrong, its zone among it. */
const clockSkew = 86_400_000;
/** Characters of a text that nobody repeats by chance. */
const telling = 20;
/** Numbers within a text: stops a report of thousands. */
const mostNumbersInText = 50;
const numberInText = /\+?\d[\d ().\-/]{1,24}\d/g;

/** The form in which numbers are compared. */
export function numberKey(number: string, region: string | undefined): string {
  return normalizedNumber(number, region) ?? number.trim();
}

/** Whether two lists name the same numbers, however often and in which order. */
export function sameNumbers(one: readonly string[], other: readonly string[], region: string | undefined): boolean {
  const [first, second] = [keysOf(one, region), keysOf(other, region)];
  return first.size === second.size && [...first].every((number) => second.has(number));
}

/**
 * Whether `item` in Sent Items is `message`: the same recipients and text, and not older than the offer. Phones that
 * mistake From for To are understood.
 */
export function isSentCopy(item: SmsItem, message: TextMessage, { region }: OwnNumbers): boolean {
  const numbers = message.recipients.map(({ number }) => number);
  const inTo = item.to.map(({ number }) => number);
  const inFrom = item.from === undefined ? [] : [item.from.number];
  return (
    isLaterThanOffer(item, message) &&
    (sameNumbers(inTo, numbers, region) || sameNumbers(inFrom, numbers, region)) &&
    isTextOf(item.text, message)
  );
}

/**
 * How surely `item` in the Inbox reports that `message` could not be sent: 0 where it does not. Who writes it is the phone
 * itself, its owner, or a service; what a recipient writes is an answer, unless it repeats the message, and is longer.
 * @param text of the message, where its item is still there
 */
export function reportSureness(
  item: SmsItem,
  message: TextMessage,
  text: string | undefined,
  { region, own }: OwnNumbers,
): number {
  if (!isLaterThanOffer(item, message)) return 0;
  const recipients = keysOf(
    message.recipients.map(({ number }) => number),
    region,
  );
  const writer = item.from === undefined ? undefined : numberKey(item.from.number, region);
  const repeats = repeatedBy(item.text, message, text);
  if (writer !== undefined && recipients.has(writer)) return repeats === 'within' && isTelling(text) ? 1 : 0;
  const named = numbersNamed(item, region).some((number) => recipients.has(number));
  if (named && repeats !== undefined) return 3;
  if (writer !== undefined && !own.has(writer)) return 0;
  if (repeats === 'whole' || (repeats === 'within' && isTelling(text))) return 2;
  return named ? 1 : 0;
}

function keysOf(numbers: readonly string[], region: string | undefined): Set<string> {
  return new Set(numbers.map((number) => numberKey(number, region)));
}

function isLaterThanOffer({ dateReceived }: SmsItem, { phone }: TextMessage): boolean {
  return phone !== undefined && (dateReceived === undefined || dateReceived.getTime() >= phone.since - clockSkew);
}

function isTextOf(text: string, { id, phone }: TextMessage): boolean {
  return phone?.textDigest !== undefined && textDigest(id, text) === phone.textDigest;
}

function repeatedBy(report: string, message: TextMessage, text: string | undefined): 'whole' | 'within' | undefined {
  if (isTextOf(report, message)) return 'whole';
  const sought = text === undefined ? '' : comparableText(text);
  return sought !== '' && comparableText(report).includes(sought) ? 'within' : undefined;
}

function isTelling(text: string | undefined): boolean {
  return text !== undefined && comparableText(text).length >= telling;
}

function numbersNamed({ to, text }: SmsItem, region: string | undefined): string[] {
  const inText = text.match(numberInText)?.slice(0, mostNumbersInText) ?? [];
  return [...to.map(({ number }) => number), ...inText].map((number) => numberKey(number, region));
}
