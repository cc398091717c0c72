/** Users of a message as mailboxes of its header fields. [MS-OXCMAIL] 2.1.3.1 */
import { utf8Bytes } from '@postbus/bytes';
import type { OneOff, PropertyBag } from '@postbus/mapi';
import type { AddressOrGroup } from '@postbus/mime';
import type { AddressGroup } from '../address-group.ts';
import { entryIdUser } from './entry-id-user.ts';
import type { ToMimeOptions } from './to-mime-options.ts';
import { inlineBytesIn, textIn } from './value-in.ts';

/** No mail goes there. RFC 2606 2 */
const nowhere = 'invalid';
const addressOnly = /^[^\s@<>",;:]+@[^\s@<>",;:]+$/;

/** The properties that name a user: a group of the message, or those of a recipient's row. */
export type UserProperties = Omit<AddressGroup, 'searchKey'>;

/** The user that `group` stands for: its SMTP address before that of its own type, its EntryID where it has neither. [MS-OXCMAIL] 2.1.3.1.1 */
export function userIn(bag: PropertyBag, group: UserProperties): OneOff | undefined {
  const displayName = textIn(bag, group.name) ?? '';
  const smtp = group.smtpAddress && textIn(bag, group.smtpAddress);
  if (smtp !== undefined) return { displayName, addressType: 'SMTP', emailAddress: smtp };
  const emailAddress = group.emailAddress && textIn(bag, group.emailAddress);
  const addressType = (group.addressType && textIn(bag, group.addressType)) ?? 'SMTP';
  if (emailAddress !== undefined) return { displayName, addressType, emailAddress };
  const entryId = inlineBytesIn(bag, group.entryId);
  const named = entryId === undefined ? undefined : entryIdUser(entryId);
  if (named !== undefined) return displayName === '' ? named : { ...named, displayName };
  return displayName === '' ? undefined : { displayName, addressType, emailAddress: '' };
}

/**
 * `user` as it stands in a header field. A name that is only the address is left out; a user who has a name and no
 * address becomes an empty group of that name, which is written to nobody. RFC 5322 3.4, RFC 6854
 */
export function writtenAddress(user: OneOff, options: ToMimeOptions): AddressOrGroup {
  const { displayName } = user;
  const address = internetAddress(user, options);
  if (address === '') {
    return addressOnly.test(displayName) ? { name: '', address: displayName } : { name: displayName, members: [] };
  }
  const isAddress = displayName === address || displayName === user.emailAddress;
  return { name: isAddress ? '' : displayName, address };
}

/** The Internet address of `user`; empty where it has none of any kind. */
export function internetAddress(user: OneOff, options: ToMimeOptions): string {
  const { addressType, emailAddress } = user;
  if (emailAddress === '' || addressType.toUpperCase() === 'SMTP') return emailAddress;
  return options.smtpAddressOf?.(user) ?? imceaAddress(addressType, emailAddress, options.imceaDomain ?? nowhere);
}

/**
 * An address of another type put into one of the Internet: a slash is `_`; every octet but letters, digits, `-` and `=`
 * is `+` and two hexadecimal digits. [MS-OXCMAIL] 2.1.3.1.8
 */
export function imceaAddress(addressType: string, emailAddress: string, domain: string): string {
  const encoded: string[] = [];
  for (const byte of utf8Bytes(emailAddress.toWellFormed())) {
    const character = String.fromCharCode(byte);
    if (character === '/') encoded.push('_');
    else if (/[A-Za-z\d=-]/.test(character)) encoded.push(character);
    else encoded.push(`+${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  }
  return `IMCEA${addressType.replace(/[^A-Za-z\d]/g, '')}-${encoded.join('')}@${domain}`;
}
