/** The first lines of a message: what it is, from whom, to whom, when. */
import {
  type MessageObject,
  PidTagClientSubmitTime,
  PidTagDisplayBcc,
  PidTagDisplayCc,
  PidTagDisplayTo,
  PidTagEmailAddress,
  PidTagDisplayName,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagRecipientType,
  PidTagSenderEmailAddress,
  PidTagSenderName,
  PidTagSenderSmtpAddress,
  PidTagSentRepresentingEmailAddress,
  PidTagSentRepresentingName,
  PidTagSentRepresentingSmtpAddress,
  PidTagSmtpAddress,
  PidTagSubject,
  type PropertyBag,
  RecipientType,
  epochMsOf,
} from '@postbus/mapi';
import { padded, visible } from '../terminal/cells.ts';
import type { Palette } from '../terminal/palette.ts';

/** Those that are named; a list of a thousand is in the table below. */
const shownPeople = 8;
const labelCells = 7;

export function* titleLines(message: MessageObject, palette: Palette): Generator<string> {
  const { properties } = message;
  yield palette.heading(visible(properties.get(PidTagSubject) ?? '') || '(no subject)');
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['From', senderOf(properties)],
    ['To', peopleOf(message, RecipientType.to) ?? properties.get(PidTagDisplayTo)],
    ['Cc', peopleOf(message, RecipientType.cc) ?? properties.get(PidTagDisplayCc)],
    ['Bcc', peopleOf(message, RecipientType.bcc) ?? properties.get(PidTagDisplayBcc)],
    ['Date', timeOf(properties)],
    ['Class', properties.get(PidTagMessageClass)],
  ];
  for (const [label, text] of rows)
    if (text !== undefined && text !== '') yield `${palette.quiet(padded(label, labelCells))}${visible(text)}`;
}

/** `Anna Ek <anna@example.org>` */
export function personText(name: string, address: string): string {
  return name === '' || name === address ? address : address === '' ? name : `${name} <${address}>`;
}

/** Of a row of the recipient table. */
export function recipientText(recipient: PropertyBag): string {
  const address = recipient.get(PidTagSmtpAddress) ?? recipient.get(PidTagEmailAddress) ?? '';
  return personText(recipient.get(PidTagDisplayName) ?? '', address);
}

/** Without the flags above it. [MS-OXOMSG] 2.2.3.1 */
export function recipientType(recipient: PropertyBag): number {
  return (recipient.get(PidTagRecipientType) ?? RecipientType.to) & 3;
}

function senderOf(bag: PropertyBag): string | undefined {
  const represented = personText(
    bag.get(PidTagSentRepresentingName) ?? '',
    bag.get(PidTagSentRepresentingSmtpAddress) ?? bag.get(PidTagSentRepresentingEmailAddress) ?? '',
  );
  const sender = personText(
    bag.get(PidTagSenderName) ?? '',
    bag.get(PidTagSenderSmtpAddress) ?? bag.get(PidTagSenderEmailAddress) ?? '',
  );
  if (represented === '') return sender;
  return sender === '' || sender === represented ? represented : `${represented}, sent by ${sender}`;
}

function peopleOf({ recipients }: MessageObject, type: number): string | undefined {
  const people = recipients.filter((recipient) => recipientType(recipient) === type);
  if (people.length === 0) return undefined;
  const named = people.slice(0, shownPeople).map(recipientText).join(', ');
  return people.length > shownPeople ? `${named} and ${people.length - shownPeople} more` : named;
}

function timeOf(bag: PropertyBag): string | undefined {
  const time = bag.get(PidTagClientSubmitTime) ?? bag.get(PidTagMessageDeliveryTime);
  if (time === undefined || time < 0n) return undefined;
  return new Date(epochMsOf(time)).toISOString().replace(/\.\d+Z$/, 'Z');
}
