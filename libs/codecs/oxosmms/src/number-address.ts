/** Telephone numbers as Internet addresses: of a domain of numbers, and as MMS writes them. RFC 3191; 3GPP TS 23.140 7.2, `+14255550123/TYPE=PLMN` */
import {
  type AddressedUserGroup,
  type MessageObject,
  type OneOff,
  PropertyBag,
  recipientGroup,
  senderGroup,
  sentRepresentingGroup,
} from '@postbus/mapi';
import { isTelephoneNumber, mobileAddressType, mobileUserOf } from './mobile-user.ts';
import { setMobileUser, userIn } from './user-properties.ts';

const plmn = /^"?(\+?[\d*#][\d*#.-]{0,40})\/TYPE=PLMN"?(?:@|$)/i;
const local = /^"?(\+?[\d*#][\d*#.-]{0,40})"?@/;
const dialled = /^\+?[\d*#]+$/;

/** The number in an Internet address; undefined where it is of no number. @param domains those whose users are numbers */
export function numberOfAddress(address: string, domains: readonly string[]): string | undefined {
  const found = plmn.exec(address)?.[1];
  if (found !== undefined) return found;
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  if (!domains.some((one) => one.toLowerCase() === domain)) return undefined;
  return local.exec(address)?.[1];
}

/** The Internet address of a user by number at `domain`; undefined for other users, and numbers that cannot be dialled. */
export function addressOfNumber(user: OneOff, domain: string): string | undefined {
  if (user.addressType.toUpperCase() !== mobileAddressType || !isTelephoneNumber(user.emailAddress)) return undefined;
  const digits = user.emailAddress.replace(/[ ().\-/\u00a0]/g, '');
  return dialled.test(digits) ? `${digits}@${domain}` : undefined;
}

/** `message` with users by number where their Internet addresses are of numbers. Its properties are changed in place. */
export function withNumbers(message: MessageObject, domains: readonly string[]): MessageObject {
  for (const group of [sentRepresentingGroup, senderGroup]) setNumber(message.properties, group, domains);
  const recipients = message.recipients.map((row) => setNumber(new PropertyBag(row), recipientGroup, domains));
  return { ...message, recipients };
}

function setNumber(bag: PropertyBag, group: AddressedUserGroup, domains: readonly string[]): PropertyBag {
  const user = userIn(bag, group);
  if (user?.addressType.toUpperCase() !== 'SMTP') return bag;
  const { displayName } = user;
  const address = user.emailAddress === '' ? displayName : user.emailAddress;
  const number = numberOfAddress(address, domains);
  if (number === undefined) return bag;
  setMobileUser(
    bag,
    group,
    mobileUserOf({ displayName: displayName === address ? '' : displayName, emailAddress: number }),
  );
  return bag;
}
