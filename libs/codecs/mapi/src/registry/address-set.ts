/** Numbered properties of Contact objects. [MS-OXOCNTC] 2.2.1 */
import { PropertyType } from '../property-type.ts';
import { numbered } from './define.ts';
import { PSETID_Address } from './property-sets.ts';

const { PtypBinary, PtypBoolean, PtypInteger32, PtypMultipleInteger32, PtypString, PtypTime } = PropertyType;
const contactProperties = 'Contact Properties';

function contact<Type extends PropertyType>(canonicalName: string, lid: number, type: Type) {
  return numbered(canonicalName, PSETID_Address, lid, type, contactProperties);
}

export const PidLidFileUnder = contact('PidLidFileUnder', 0x8005, PtypString);
export const PidLidFileUnderId = contact('PidLidFileUnderId', 0x8006, PtypInteger32);
export const PidLidHasPicture = contact('PidLidHasPicture', 0x8015, PtypBoolean);
export const PidLidHomeAddress = contact('PidLidHomeAddress', 0x801a, PtypString);
export const PidLidWorkAddress = contact('PidLidWorkAddress', 0x801b, PtypString);
export const PidLidOtherAddress = contact('PidLidOtherAddress', 0x801c, PtypString);
export const PidLidPostalAddressId = contact('PidLidPostalAddressId', 0x8022, PtypInteger32);
export const PidLidContactCharacterSet = contact('PidLidContactCharacterSet', 0x8023, PtypInteger32);
export const PidLidAutoLog = contact('PidLidAutoLog', 0x8025, PtypBoolean);
export const PidLidFileUnderList = contact('PidLidFileUnderList', 0x8026, PtypMultipleInteger32);
export const PidLidAddressBookProviderEmailList = contact(
  'PidLidAddressBookProviderEmailList',
  0x8028,
  PtypMultipleInteger32,
);
export const PidLidAddressBookProviderArrayType = contact('PidLidAddressBookProviderArrayType', 0x8029, PtypInteger32);
export const PidLidHtml = contact('PidLidHtml', 0x802b, PtypString);
export const PidLidYomiFirstName = contact('PidLidYomiFirstName', 0x802c, PtypString);
export const PidLidYomiLastName = contact('PidLidYomiLastName', 0x802d, PtypString);
export const PidLidYomiCompanyName = contact('PidLidYomiCompanyName', 0x802e, PtypString);
export const PidLidBusinessCardDisplayDefinition = contact('PidLidBusinessCardDisplayDefinition', 0x8040, PtypBinary);
export const PidLidBusinessCardCardPicture = contact('PidLidBusinessCardCardPicture', 0x8041, PtypBinary);
export const PidLidWorkAddressStreet = contact('PidLidWorkAddressStreet', 0x8045, PtypString);
export const PidLidWorkAddressCity = contact('PidLidWorkAddressCity', 0x8046, PtypString);
export const PidLidWorkAddressState = contact('PidLidWorkAddressState', 0x8047, PtypString);
export const PidLidWorkAddressPostalCode = contact('PidLidWorkAddressPostalCode', 0x8048, PtypString);
export const PidLidWorkAddressCountry = contact('PidLidWorkAddressCountry', 0x8049, PtypString);
export const PidLidWorkAddressPostOfficeBox = contact('PidLidWorkAddressPostOfficeBox', 0x804a, PtypString);
export const PidLidContactUserField1 = contact('PidLidContactUserField1', 0x804f, PtypString);
export const PidLidContactUserField2 = contact('PidLidContactUserField2', 0x8050, PtypString);
export const PidLidContactUserField3 = contact('PidLidContactUserField3', 0x8051, PtypString);
export const PidLidContactUserField4 = contact('PidLidContactUserField4', 0x8052, PtypString);
export const PidLidInstantMessagingAddress = contact('PidLidInstantMessagingAddress', 0x8062, PtypString);
export const PidLidEmail1DisplayName = contact('PidLidEmail1DisplayName', 0x8080, PtypString);
export const PidLidEmail1AddressType = contact('PidLidEmail1AddressType', 0x8082, PtypString);
export const PidLidEmail1EmailAddress = contact('PidLidEmail1EmailAddress', 0x8083, PtypString);
export const PidLidEmail1OriginalDisplayName = contact('PidLidEmail1OriginalDisplayName', 0x8084, PtypString);
export const PidLidEmail1OriginalEntryId = contact('PidLidEmail1OriginalEntryId', 0x8085, PtypBinary);
export const PidLidEmail2DisplayName = contact('PidLidEmail2DisplayName', 0x8090, PtypString);
export const PidLidEmail2AddressType = contact('PidLidEmail2AddressType', 0x8092, PtypString);
export const PidLidEmail2EmailAddress = contact('PidLidEmail2EmailAddress', 0x8093, PtypString);
export const PidLidEmail2OriginalDisplayName = contact('PidLidEmail2OriginalDisplayName', 0x8094, PtypString);
export const PidLidEmail2OriginalEntryId = contact('PidLidEmail2OriginalEntryId', 0x8095, PtypBinary);
export const PidLidEmail3DisplayName = contact('PidLidEmail3DisplayName', 0x80a0, PtypString);
export const PidLidEmail3AddressType = contact('PidLidEmail3AddressType', 0x80a2, PtypString);
export const PidLidEmail3EmailAddress = contact('PidLidEmail3EmailAddress', 0x80a3, PtypString);
export const PidLidEmail3OriginalDisplayName = contact('PidLidEmail3OriginalDisplayName', 0x80a4, PtypString);
export const PidLidEmail3OriginalEntryId = contact('PidLidEmail3OriginalEntryId', 0x80a5, PtypBinary);
export const PidLidFreeBusyLocation = contact('PidLidFreeBusyLocation', 0x80d8, PtypString);
export const PidLidHomeAddressCountryCode = contact('PidLidHomeAddressCountryCode', 0x80da, PtypString);
export const PidLidWorkAddressCountryCode = contact('PidLidWorkAddressCountryCode', 0x80db, PtypString);
export const PidLidOtherAddressCountryCode = contact('PidLidOtherAddressCountryCode', 0x80dc, PtypString);
export const PidLidAddressCountryCode = contact('PidLidAddressCountryCode', 0x80dd, PtypString);
export const PidLidBirthdayLocal = contact('PidLidBirthdayLocal', 0x80de, PtypTime);
export const PidLidWeddingAnniversaryLocal = contact('PidLidWeddingAnniversaryLocal', 0x80df, PtypTime);
