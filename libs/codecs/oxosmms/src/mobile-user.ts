/** Users by telephone number: who sends a text message, and who gets it. [MS-OXCMSG] 2.2.3, [MS-OXOMSG] 2.2.3 */
import {
  type OneOff,
  PidTagAddressType,
  PidTagDisplayBcc,
  PidTagDisplayCc,
  PidTagDisplayName,
  PidTagDisplayTo,
  PidTagDisplayType,
  PidTagEmailAddress,
  PidTagEntryId,
  PidTagObjectType,
  PidTagRecipientDisplayName,
  PidTagRecipientEntryId,
  PidTagRecipientFlags,
  PidTagRecipientOrder,
  PidTagRecipientTrackStatus,
  PidTagRecipientType,
  PidTagResponsibility,
  PidTagRowid,
  PidTagSearchKey,
  PidTagSendRichInfo,
  PidTagTransmittableDisplayName,
  PropertyBag,
  RecipientType,
  addressSearchKey,
  oneOffEntryId,
} from '@postbus/mapi';
import { OxosmmsError } from './oxosmms-error.ts';

/** Address type of telephone numbers, as in `[MOBILE:+14255550123]`. [MS-ASMS] 2.2.2.1.1 */
export const mobileAddressType = 'MOBILE';

export interface MobileUser {
  /** What the user is called; the number where absent. */
  readonly name?: string;
  /** As it was written, at best in E.164: `+14255550123`. Of a sender it may be a name of letters. */
  readonly number: string;
}

/** A display object of a mail user. [MS-OXCDATA] 2.8.3.1 */
const mailUser = 6;
/** Characters that a number is written with, the keys of a phone among them. */
const numberText = /^[+\d*#(][\d ().\-/*#,;pPwW\u00a0]{0,63}$/;

/** Whether `text` can be dialled: a digit in it, and nothing but what numbers are written with. */
export function isTelephoneNumber(text: string): boolean {
  return numberText.test(text) && /\d/.test(text);
}

export function oneOffOf({ name, number }: MobileUser): OneOff {
  return { displayName: name ?? number, addressType: mobileAddressType, emailAddress: number };
}

export function mobileUserOf({ displayName, emailAddress }: Omit<OneOff, 'addressType'>): MobileUser {
  return displayName === '' || displayName === emailAddress
    ? { number: emailAddress }
    : { name: displayName, number: emailAddress };
}

/**
 * The rows of a recipient table, each of a To recipient.
 * @throws {OxosmmsError} `not-a-number` with the index of the recipient
 */
export function recipientRows(recipients: readonly MobileUser[]): PropertyBag[] {
  return recipients.map((user, index) => {
    if (!isTelephoneNumber(user.number))
      throw new OxosmmsError('not-a-number', `recipients/${index}`, 'a recipient has no telephone number');
    return recipientRow(oneOffOf(user), index);
  });
}

/** PidTagDisplayTo and its fellows. [MS-OXOMSG] 2.2.1.7 to 2.2.1.9 */
export function setDisplayedRecipients(bag: PropertyBag, recipients: readonly MobileUser[]): void {
  bag
    .set(PidTagDisplayTo, recipients.map(({ name, number }) => name ?? number).join('; '))
    .set(PidTagDisplayCc, '')
    .set(PidTagDisplayBcc, '');
}

function recipientRow(user: OneOff, index: number): PropertyBag {
  const entryId = oneOffEntryId(user);
  return new PropertyBag()
    .set(PidTagRowid, index)
    .set(PidTagRecipientType, RecipientType.to)
    .set(PidTagDisplayName, user.displayName)
    .set(PidTagRecipientDisplayName, user.displayName)
    .set(PidTagTransmittableDisplayName, user.displayName)
    .set(PidTagAddressType, user.addressType)
    .set(PidTagEmailAddress, user.emailAddress)
    .set(PidTagEntryId, entryId)
    .set(PidTagRecipientEntryId, entryId)
    .set(PidTagSearchKey, addressSearchKey(user.addressType, user.emailAddress))
    .set(PidTagObjectType, mailUser)
    .set(PidTagDisplayType, 0)
    .set(PidTagRecipientFlags, 1)
    .set(PidTagRecipientTrackStatus, 0)
    .set(PidTagRecipientOrder, index)
    .set(PidTagResponsibility, true)
    .set(PidTagSendRichInfo, false);
}
