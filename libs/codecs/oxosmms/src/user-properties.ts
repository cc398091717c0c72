/** Groups of properties that stand for one user, read and written as a telephone number. [MS-OXCMAIL] 2.6 */
import {
  type AddressedUserGroup,
  type OneOff,
  PidTagRecipientEntryId,
  type PropertyBag,
  addressSearchKey,
  oneOffEntryId,
  oneOffUser,
  recipientGroup,
  textIn,
} from '@postbus/mapi';
import { type MobileUser, mobileAddressType, mobileUserOf, oneOffOf } from './mobile-user.ts';

/** The user of a number that `group` stands for; undefined where it is of another kind, or of nobody. */
export function mobileUserIn(bag: PropertyBag, group: AddressedUserGroup): MobileUser | undefined {
  const user = userIn(bag, group);
  return user?.addressType.toUpperCase() === mobileAddressType && user.emailAddress !== ''
    ? mobileUserOf(user)
    : undefined;
}

/** Makes `group` stand for `user`, and for no Internet address beside. */
export function setMobileUser(bag: PropertyBag, group: AddressedUserGroup, user: MobileUser): void {
  const oneOff = oneOffOf(user);
  bag
    .set(group.name, oneOff.displayName)
    .set(group.addressType, oneOff.addressType)
    .set(group.emailAddress, oneOff.emailAddress)
    .set(group.entryId, oneOffEntryId(oneOff))
    .set(group.searchKey, addressSearchKey(oneOff.addressType, oneOff.emailAddress));
  bag.delete(group.smtpAddress);
  if (group === recipientGroup && bag.has(PidTagRecipientEntryId))
    bag.set(PidTagRecipientEntryId, oneOffEntryId(oneOff));
}

/** By the address of its own type, else by its EntryID. */
export function userIn(bag: PropertyBag, group: AddressedUserGroup): OneOff | undefined {
  const displayName = textIn(bag, group.name) ?? '';
  const emailAddress = textIn(bag, group.emailAddress);
  if (emailAddress !== undefined)
    return { displayName, addressType: textIn(bag, group.addressType) ?? 'SMTP', emailAddress };
  const user = oneOffUser(bag.get(group.entryId));
  return user === undefined || displayName === '' ? user : { ...user, displayName };
}
