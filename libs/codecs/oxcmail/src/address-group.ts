/** The user that a group of properties stands for, set and read. [MS-OXCMAIL] 2.6, 2.1.3.1.1 */
import {
  type OneOff,
  type PropertyBag,
  type UserGroup,
  addressSearchKey,
  oneOffEntryId,
  oneOffUser,
} from '@postbus/mapi';
import type { Mailbox } from '@postbus/mime';

export {
  oneOffUser as readOneOff,
  readReceiptGroup,
  reportGroup,
  senderGroup,
  sentRepresentingGroup,
  type UserGroup as AddressGroup,
} from '@postbus/mapi';

/** The user of an Internet mailbox; one without a name is called by its address. */
export function smtpUser({ name, address }: Mailbox): OneOff {
  return { displayName: name === '' ? address : name, addressType: 'SMTP', emailAddress: address };
}

export function setGroup(bag: PropertyBag, group: UserGroup, user: OneOff): void {
  setGroups(bag, [group], user);
}

/** The same user for each of `groups`. */
export function setGroups(bag: PropertyBag, groups: readonly UserGroup[], user: OneOff): void {
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
export function groupUser(bag: PropertyBag, group: UserGroup): OneOff | undefined {
  const displayName = bag.get(group.name) ?? '';
  const smtp = group.smtpAddress && bag.get(group.smtpAddress);
  if (smtp !== undefined && smtp !== '') return { displayName, addressType: 'SMTP', emailAddress: smtp };
  const emailAddress = group.emailAddress && bag.get(group.emailAddress);
  const addressType = (group.addressType && bag.get(group.addressType)) ?? 'SMTP';
  if (emailAddress !== undefined && emailAddress !== '') return { displayName, addressType, emailAddress };
  const oneOff = oneOffUser(bag.get(group.entryId));
  if (oneOff !== undefined) return displayName === '' ? oneOff : { ...oneOff, displayName };
  return displayName === '' ? undefined : { displayName, addressType, emailAddress: '' };
}
