/** Groups of properties that stand for one user, read and written as a telephone number. [MS-OXCMAIL] 2.6 */
import {
  type OneOff,
  PidTagAddressType,
  PidTagDisplayName,
  PidTagEmailAddress,
  PidTagEntryId,
  PidTagRecipientEntryId,
  PidTagSearchKey,
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
  PidTagSmtpAddress,
  type PropertyBag,
  type PropertyDefinition,
  addressSearchKey,
  isOneOffEntryId,
  oneOffEntryId,
  readOneOffEntryId,
} from '@postbus/mapi';
import { type MobileUser, mobileAddressType, mobileUserOf, oneOffOf } from './mobile-user.ts';

/** The properties of one user. */
export interface UserGroup {
  readonly name: PropertyDefinition<string>;
  readonly addressType: PropertyDefinition<string>;
  readonly emailAddress: PropertyDefinition<string>;
  readonly smtpAddress: PropertyDefinition<string>;
  readonly entryId: PropertyDefinition<Uint8Array>;
  readonly searchKey: PropertyDefinition<Uint8Array>;
}

export const senderGroup: UserGroup = {
  name: PidTagSenderName,
  addressType: PidTagSenderAddressType,
  emailAddress: PidTagSenderEmailAddress,
  smtpAddress: PidTagSenderSmtpAddress,
  entryId: PidTagSenderEntryId,
  searchKey: PidTagSenderSearchKey,
};

export const sentRepresentingGroup: UserGroup = {
  name: PidTagSentRepresentingName,
  addressType: PidTagSentRepresentingAddressType,
  emailAddress: PidTagSentRepresentingEmailAddress,
  smtpAddress: PidTagSentRepresentingSmtpAddress,
  entryId: PidTagSentRepresentingEntryId,
  searchKey: PidTagSentRepresentingSearchKey,
};

export const recipientGroup: UserGroup = {
  name: PidTagDisplayName,
  addressType: PidTagAddressType,
  emailAddress: PidTagEmailAddress,
  smtpAddress: PidTagSmtpAddress,
  entryId: PidTagEntryId,
  searchKey: PidTagSearchKey,
};

/** The user of a number that `group` stands for; undefined where it is of another kind, or of nobody. */
export function mobileUserIn(bag: PropertyBag, group: UserGroup): MobileUser | undefined {
  const user = userIn(bag, group);
  return user?.addressType.toUpperCase() === mobileAddressType && user.emailAddress !== ''
    ? mobileUserOf(user)
    : undefined;
}

/** Makes `group` stand for `user`, and for no Internet address beside. */
export function setMobileUser(bag: PropertyBag, group: UserGroup, user: MobileUser): void {
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
export function userIn(bag: PropertyBag, group: UserGroup): OneOff | undefined {
  const displayName = textIn(bag, group.name) ?? '';
  const emailAddress = textIn(bag, group.emailAddress);
  if (emailAddress !== undefined)
    return { displayName, addressType: textIn(bag, group.addressType) ?? 'SMTP', emailAddress };
  const entryId: unknown = bag.get(group.entryId);
  if (!(entryId instanceof Uint8Array) || !isOneOffEntryId(entryId)) return undefined;
  try {
    const user = readOneOffEntryId(entryId);
    return displayName === '' ? user : { ...user, displayName };
  } catch {
    return undefined;
  }
}

/** The value where it is the string that it should be: objects come from other programs. */
export function textIn(bag: PropertyBag, definition: PropertyDefinition): string | undefined {
  const value: unknown = bag.get(definition);
  return typeof value === 'string' ? value : undefined;
}
