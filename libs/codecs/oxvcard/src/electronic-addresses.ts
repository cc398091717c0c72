/** EMAIL. [MS-OXVCARD] 2.1.3.4.2, [MS-OXOCNTC] 2.2.1.2 */
import {
  type PropertyBag,
  PidLidAddressBookProviderArrayType,
  PidLidAddressBookProviderEmailList,
  PidLidEmail1AddressType,
  PidLidEmail1DisplayName,
  PidLidEmail1EmailAddress,
  PidLidEmail1OriginalDisplayName,
  PidLidEmail1OriginalEntryId,
  PidLidEmail2AddressType,
  PidLidEmail2DisplayName,
  PidLidEmail2EmailAddress,
  PidLidEmail2OriginalDisplayName,
  PidLidEmail2OriginalEntryId,
  PidLidEmail3AddressType,
  PidLidEmail3DisplayName,
  PidLidEmail3EmailAddress,
  PidLidEmail3OriginalDisplayName,
  PidLidEmail3OriginalEntryId,
  PidTagBusinessFaxNumber,
  PidTagHomeFaxNumber,
  PidTagPrimaryFaxNumber,
  oneOffEntryId,
} from '@postbus/mapi';
import type { VCardProperty } from './content-line.ts';
import { textIn } from './values-in.ts';
import { type ContentLine, contentLine, escaped } from './write-lines.ts';

const slots = [
  {
    displayName: PidLidEmail1DisplayName,
    addressType: PidLidEmail1AddressType,
    emailAddress: PidLidEmail1EmailAddress,
    originalDisplayName: PidLidEmail1OriginalDisplayName,
    originalEntryId: PidLidEmail1OriginalEntryId,
  },
  {
    displayName: PidLidEmail2DisplayName,
    addressType: PidLidEmail2AddressType,
    emailAddress: PidLidEmail2EmailAddress,
    originalDisplayName: PidLidEmail2OriginalDisplayName,
    originalEntryId: PidLidEmail2OriginalEntryId,
  },
  {
    displayName: PidLidEmail3DisplayName,
    addressType: PidLidEmail3AddressType,
    emailAddress: PidLidEmail3EmailAddress,
    originalDisplayName: PidLidEmail3OriginalDisplayName,
    originalEntryId: PidLidEmail3OriginalEntryId,
  },
] as const;

/** The fax numbers that count as electronic addresses, after the three of mail. [MS-OXOCNTC] 2.2.1.2.11 */
const faxNumbers = [PidTagBusinessFaxNumber, PidTagHomeFaxNumber, PidTagPrimaryFaxNumber];

/** The first three Internet addresses, the preferred one before the others. */
export function setEmailAddresses(bag: PropertyBag, properties: readonly VCardProperty[], displayName: string): void {
  const mail = properties.filter(({ name, types }) => name === 'EMAIL' && !types.has('x400'));
  const ordered = [...mail.filter(({ types }) => types.has('pref')), ...mail.filter(({ types }) => !types.has('pref'))];
  const addresses = ordered.map((property) => property.text.replace(/^mailto:/i, '')).filter((text) => text !== '');
  slots.forEach((slot, index) => {
    const address = addresses[index];
    if (address !== undefined) setSlot(bag, slot, address, displayName === '' ? address : displayName);
  });
}

function setSlot(bag: PropertyBag, slot: (typeof slots)[number], address: string, displayName: string): void {
  bag
    .set(slot.emailAddress, address)
    .set(slot.addressType, 'SMTP')
    .set(slot.displayName, displayName)
    .set(slot.originalDisplayName, address)
    .set(slot.originalEntryId, oneOffEntryId({ displayName, addressType: 'SMTP', emailAddress: address }));
}

/** Which electronic addresses there are, after all of them are set. [MS-OXOCNTC] 2.2.1.2.11, 2.2.1.2.12 */
export function setAddressBookProvider(bag: PropertyBag): void {
  const all = [...slots.map(({ emailAddress }) => emailAddress), ...faxNumbers];
  const present = all.flatMap((definition, index) => (bag.has(definition) ? [index] : []));
  if (present.length === 0) return;
  bag.set(PidLidAddressBookProviderEmailList, present).set(
    PidLidAddressBookProviderArrayType,
    present.reduce((bits, index) => bits | (1 << index), 0),
  );
}

/** Those of the Internet; one of another type is written by its original display name where that is one. */
export function emailLines(bag: PropertyBag): ContentLine[] {
  const addresses = slots.flatMap((slot) => {
    const isInternet = /^(?:SMTP)?$/i.test(textIn(bag, slot.addressType));
    const address = textIn(bag, isInternet ? slot.emailAddress : slot.originalDisplayName);
    return address === '' || (!isInternet && !address.includes('@')) ? [] : [address];
  });
  return addresses.map((address, index) =>
    contentLine(`EMAIL;TYPE=internet${index === 0 ? ',pref' : ''}`, escaped(address)),
  );
}
