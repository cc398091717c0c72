/** What a report tells of the message that it is about. RFC 6522 3, [MS-OXOMSG] 2.2.2 */
import {
  type PropertyBag,
  PidTagOriginalDisplayCc,
  PidTagOriginalDisplayTo,
  PidTagOriginalMessageId,
  PidTagOriginalSenderAddressType,
  PidTagOriginalSenderEmailAddress,
  PidTagOriginalSenderEntryId,
  PidTagOriginalSenderName,
  PidTagOriginalSenderSearchKey,
  PidTagOriginalSubject,
  PidTagOriginalSubmitTime,
  fileTimeOf,
} from '@postbus/mapi';
import {
  type HeaderList,
  type Mailbox,
  type MimeEntity,
  mailboxes,
  parseAddressList,
  parseMime,
  parseMessageIds,
} from '@postbus/mime';
import { type AddressGroup, setGroup, smtpUser } from '../address-group.ts';
import { headerTime } from '../header-time.ts';

/** Who sent the message that is reported on. [MS-OXOMSG] 2.2.2.20 to 2.2.2.24 */
export const originalSenderGroup: AddressGroup = {
  name: PidTagOriginalSenderName,
  entryId: PidTagOriginalSenderEntryId,
  searchKey: PidTagOriginalSenderSearchKey,
  addressType: PidTagOriginalSenderAddressType,
  emailAddress: PidTagOriginalSenderEmailAddress,
};

const headerTypes = new Set(['text/rfc822-headers', 'message/global-headers']);
/** Addresses of a field that are shown: a header may have a million. */
const mostShown = 1000;

/** The header of the message that a multipart/report gives back, whole or cut to its header; undefined where it gives none. */
function returnedHeaders(report: MimeEntity): HeaderList | undefined {
  for (const part of report.parts) {
    if (part.message !== undefined) return part.message.headers;
    if (headerTypes.has(part.contentType.mediaType)) return parseMime(part.content()).headers;
  }
  return undefined;
}

/**
 * Properties of the original; PidTagOriginalMessageId stays where it is there already.
 * @param report whose own To is the sender of the original where its header was not given back
 */
export function setOriginal(bag: PropertyBag, report: MimeEntity): void {
  const headers = returnedHeaders(report);
  const [sender] = headers === undefined ? [] : usersOf(headers, 'From');
  const originator = sender ?? usersOf(report.headers, 'To')[0];
  if (originator !== undefined) setGroup(bag, originalSenderGroup, smtpUser(originator));
  if (headers !== undefined) setOriginalFields(bag, headers);
}

function setOriginalFields(bag: PropertyBag, headers: HeaderList): void {
  const sentAt = headerTime(headers.first('Date')?.value);
  const [messageId] = parseMessageIds(headers.first('Message-ID')?.value ?? '');
  bag
    .set(PidTagOriginalSubject, headers.first('Subject')?.text)
    .set(PidTagOriginalSubmitTime, sentAt === undefined ? undefined : fileTimeOf(sentAt))
    .set(PidTagOriginalDisplayTo, displayNames(headers, 'To'))
    .set(PidTagOriginalDisplayCc, displayNames(headers, 'Cc'));
  if (!bag.has(PidTagOriginalMessageId)) bag.set(PidTagOriginalMessageId, messageId);
}

function displayNames(headers: HeaderList, field: string): string | undefined {
  if (!headers.has(field)) return undefined;
  const users = usersOf(headers, field).slice(0, mostShown);
  return users.map(({ name, address }) => (name === '' ? address : name)).join('; ');
}

function usersOf(headers: HeaderList, field: string): Mailbox[] {
  const users = mailboxes(parseAddressList(headers.first(field)?.value ?? ''));
  return users.filter(({ address }) => address !== '');
}
