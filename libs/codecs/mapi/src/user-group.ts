/** Groups of properties that stand for one user. [MS-OXCMAIL] 2.6, [MS-OXOMSG] 2.2.1 */
import { MapiError } from './mapi-error.ts';
import { type OneOff, isOneOffEntryId, readOneOffEntryId } from './one-off-entry-id.ts';
import type { PropertyDefinition } from './property.ts';
import { PidTagEntryId, PidTagSearchKey } from './registry/identification.ts';
import { PidTagAddressType, PidTagDisplayName, PidTagEmailAddress, PidTagSmtpAddress } from './registry/recipient.ts';
import {
  PidTagReadReceiptAddressType,
  PidTagReadReceiptEmailAddress,
  PidTagReadReceiptEntryId,
  PidTagReadReceiptName,
  PidTagReadReceiptSearchKey,
  PidTagReadReceiptSmtpAddress,
  PidTagReportEntryId,
  PidTagReportName,
  PidTagReportSearchKey,
} from './registry/report.ts';
import {
  PidTagReceivedRepresentingAddressType,
  PidTagReceivedRepresentingEmailAddress,
  PidTagReceivedRepresentingEntryId,
  PidTagReceivedRepresentingName,
  PidTagReceivedRepresentingSearchKey,
  PidTagReceivedRepresentingSmtpAddress,
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
} from './registry/sender.ts';

export interface UserGroup {
  readonly name: PropertyDefinition<string>;
  readonly entryId: PropertyDefinition<Uint8Array>;
  readonly searchKey: PropertyDefinition<Uint8Array>;
  readonly addressType?: PropertyDefinition<string>;
  readonly emailAddress?: PropertyDefinition<string>;
  readonly smtpAddress?: PropertyDefinition<string>;
}

/** A group that tells the address beside the EntryID. */
export type AddressedUserGroup = Required<UserGroup>;

/** [MS-OXCMAIL] 2.6.4 */
export const senderGroup: AddressedUserGroup = {
  name: PidTagSenderName,
  entryId: PidTagSenderEntryId,
  searchKey: PidTagSenderSearchKey,
  addressType: PidTagSenderAddressType,
  emailAddress: PidTagSenderEmailAddress,
  smtpAddress: PidTagSenderSmtpAddress,
};

/** [MS-OXCMAIL] 2.6.5 */
export const sentRepresentingGroup: AddressedUserGroup = {
  name: PidTagSentRepresentingName,
  entryId: PidTagSentRepresentingEntryId,
  searchKey: PidTagSentRepresentingSearchKey,
  addressType: PidTagSentRepresentingAddressType,
  emailAddress: PidTagSentRepresentingEmailAddress,
  smtpAddress: PidTagSentRepresentingSmtpAddress,
};

/** [MS-OXOMSG] 2.2.1.26 */
export const receivedRepresentingGroup: AddressedUserGroup = {
  name: PidTagReceivedRepresentingName,
  entryId: PidTagReceivedRepresentingEntryId,
  searchKey: PidTagReceivedRepresentingSearchKey,
  addressType: PidTagReceivedRepresentingAddressType,
  emailAddress: PidTagReceivedRepresentingEmailAddress,
  smtpAddress: PidTagReceivedRepresentingSmtpAddress,
};

/** [MS-OXCMAIL] 2.6.1 */
export const readReceiptGroup: AddressedUserGroup = {
  name: PidTagReadReceiptName,
  entryId: PidTagReadReceiptEntryId,
  searchKey: PidTagReadReceiptSearchKey,
  addressType: PidTagReadReceiptAddressType,
  emailAddress: PidTagReadReceiptEmailAddress,
  smtpAddress: PidTagReadReceiptSmtpAddress,
};

/** [MS-OXOMSG] 2.2.1.30 */
export const reportGroup: UserGroup = {
  name: PidTagReportName,
  entryId: PidTagReportEntryId,
  searchKey: PidTagReportSearchKey,
};

/** Of a recipient. [MS-OXCDATA] 2.8.3.2 */
export const recipientGroup: AddressedUserGroup = {
  name: PidTagDisplayName,
  entryId: PidTagEntryId,
  searchKey: PidTagSearchKey,
  addressType: PidTagAddressType,
  emailAddress: PidTagEmailAddress,
  smtpAddress: PidTagSmtpAddress,
};

/**
 * The user that a one-off EntryID tells; undefined for one of another kind, one that is cut short, and what is none:
 * objects come from other programs.
 */
export function oneOffUser(entryId: unknown): OneOff | undefined {
  if (!(entryId instanceof Uint8Array) || !isOneOffEntryId(entryId)) return undefined;
  try {
    return readOneOffEntryId(entryId);
  } catch (error) {
    if (error instanceof MapiError) return undefined;
    throw error;
  }
}
