/** Groups of properties that stand for one user. [MS-OXCMAIL] 2.6 */
import {
  type OneOff,
  PidTagReadReceiptAddressType,
  PidTagReadReceiptEmailAddress,
  PidTagReadReceiptEntryId,
  PidTagReadReceiptName,
  PidTagReadReceiptSearchKey,
  PidTagReadReceiptSmtpAddress,
  PidTagReportEntryId,
  PidTagReportName,
  PidTagReportSearchKey,
  PidTagSenderAddressType,
  PidTagSenderEmailAddress,
  PidTagSenderEntryId,
  PidTagSenderName,
  PidTagSenderSearchKey,
  PidTagSenderSmtpAddress,
  PidTagSentRepresentingAddressType,
  PidTagSentRepresentingEmailAddress,
  PidTagSentRepresentingEntryId,
  PidTagSentRepresentingName,
  PidTagSentRepresentingSearchKey,
  PidTagSentRepresentingSmtpAddress,
  type PropertyBag,
  type PropertyDefinition,
  addressSearchKey,
  isOneOffEntryId,
  oneOffEntryId,
  readOneOffEntryId,
} from '@postbus/mapi';
import type { Mailbox } from '@postbus/mime';

export interface AddressGroup {
  readonly name: PropertyDefinition<string>;
  readonly entryId: PropertyDefinition<Uint8Array>;
  readonly searchKey: PropertyDefinition<Uint8Array>;
  readonly addressType?: PropertyDefinition<string>;
  readonly emailAddress?: PropertyDefinition<string>;
  readonly smtpAddress?: PropertyDefinition<string>;
}

/** [MS-OXCMAIL] 2.6.4 */
export const senderGroup: AddressGroup = {
  name: PidTagSenderName,
  entryId: PidTagSenderEntryId,
  searchKey: PidTagSenderSearchKey,
  addressType: PidTagSenderAddressType,
  emailAddress: PidTagSenderEmailAddress,
  smtpAddress: PidTagSenderSmtpAddress,
};

/** [MS-OXCMAIL] 2.6.5 */
export const sentRepresentingGroup: AddressGroup = {
  name: PidTagSentRepresentingName,
  entryId: PidTagSentRepresentingEntryId,
  searchKey: PidTagSentRepresentingSearchKey,
  addressType: PidTagSentRepresentingAddressType,
  emailAddress: PidTagSentRepresentingEmailAddress,
  smtpAddress: PidTagSentRepresentingSmtpAddress,
};

/** [MS-OXCMAIL] 2.6.1 */
export const readReceiptGroup: AddressGroup = {
  name: PidTagReadReceiptName,
  entryId: PidTagReadReceiptEntryId,
  searchKey: PidTagReadReceiptSearchKey,
  addressType: PidTagReadReceiptAddressType,
  emailAddress: PidTagReadReceiptEmailAddress,
  smtpAddress: PidTagReadReceiptSmtpAddress,
};

/** [MS-OXOMSG] 2.2.1.30 */
export const reportGroup: AddressGroup = {
  name: PidTagReportName,
  entryId: PidTagReportEntryId,
  searchKey: PidTagReportSearchKey,
};

/** The user of an Internet mailbox; one without a name is called by its address. */
export function smtpUser({ name, address }: Mailbox): OneOff {
  return { displayName: name === '' ? address : name, addressType: 'SMTP', emailAddress: address };
}

export function setGroup(bag: PropertyBag, group: AddressGroup, user: OneOff): void {
  setGroups(bag, [group], user);
}

/** The same user for each of `groups`. */
export function setGroups(bag: PropertyBag, groups: readonly AddressGroup[], user: OneOff): void {
  const { displayName, addressType, emailAddress } = user;
  const entryId = oneOffEntryId(user);
  const searchKey = addressSearchKey(addressType, emailAddress);
  for (const group of groups) {
    bag.set(group.name, displayName).set(group.entryId, entryId).set(group.searchKey, searchKey);
    if (group.addressType !== undefined) bag.set(group.addressType, addressType);
    if (group.emailAddress !== undefined) bag.set(group.emailAddress, emailAddress);
    if (group.smtpAddress !== undefined && addressType === 'SMTP') bag.set(group.smtpAddress, emailAddress);
  }
}

/**
 * The user that `group` stands for: its SMTP address before its own type's, its EntryID where it has no address.
 * [MS-OXCMAIL] 2.1.3.1.1
 */
export function groupUser(bag: PropertyBag, group: AddressGroup): OneOff | undefined {
  const displayName = bag.get(group.name) ?? '';
  const smtp = group.smtpAddress && bag.get(group.smtpAddress);
  if (smtp !== undefined && smtp !== '') return { displayName, addressType: 'SMTP', emailAddress: smtp };
  const emailAddress = group.emailAddress && bag.get(group.emailAddress);
  const addressType = (group.addressType && bag.get(group.addressType)) ?? 'SMTP';
  if (emailAddress !== undefined && emailAddress !== '') return { displayName, addressType, emailAddress };
  const entryId = bag.get(group.entryId);
  const oneOff = entryId !== undefined && isOneOffEntryId(entryId) ? readOneOff(entryId) : undefined;
  if (oneOff !== undefined) return displayName === '' ? oneOff : { ...oneOff, displayName };
  return displayName === '' ? undefined : { displayName, addressType, emailAddress: '' };
}

/** The user of a one-off EntryID, or undefined where it is cut short. */
export function readOneOff(entryId: Uint8Array): OneOff | undefined {
  try {
    return readOneOffEntryId(entryId);
  } catch {
    return undefined;
  }
}
