/** Persons, as recipient rows and address books tell of them. [MS-OXOABK] 2.2.4 */
import { PropertyType } from '../property-type.ts';
import { tagged } from './define.ts';

const { PtypBinary, PtypInteger16, PtypMultipleBinary, PtypMultipleString, PtypString, PtypTime } = PropertyType;
const addressBook = 'Address Book';
const addressProperties = 'Address Properties';
const contactProperties = 'Contact Properties';
const mapiMailUser = 'MapiMailUser';

export const PidTagAccount = tagged('PidTagAccount', 0x3a00, PtypString, addressBook);
export const PidTagAddressBookManagerDistinguishedName = tagged(
  'PidTagAddressBookManagerDistinguishedName',
  0x8005,
  PtypString,
  addressBook,
);
export const PidTagAddressBookPhoneticDisplayName = tagged(
  'PidTagAddressBookPhoneticDisplayName',
  0x8c92,
  PtypString,
  addressBook,
);
export const PidTagAddressBookProxyAddresses = tagged(
  'PidTagAddressBookProxyAddresses',
  0x800f,
  PtypMultipleString,
  addressBook,
);
export const PidTagAddressBookTargetAddress = tagged('PidTagAddressBookTargetAddress', 0x8011, PtypString, addressBook);
export const PidTagAddressBookX509Certificate = tagged(
  'PidTagAddressBookX509Certificate',
  0x8c6a,
  PtypMultipleBinary,
  addressBook,
);
export const PidTagAssistant = tagged('PidTagAssistant', 0x3a30, PtypString, addressProperties);
export const PidTagAssistantTelephoneNumber = tagged(
  'PidTagAssistantTelephoneNumber',
  0x3a2e,
  PtypString,
  addressProperties,
);
export const PidTagBirthday = tagged('PidTagBirthday', 0x3a42, PtypTime, contactProperties);
export const PidTagBusiness2TelephoneNumber = tagged(
  'PidTagBusiness2TelephoneNumber',
  0x3a1b,
  PtypString,
  contactProperties,
);
export const PidTagBusinessFaxNumber = tagged('PidTagBusinessFaxNumber', 0x3a24, PtypString, contactProperties);
export const PidTagBusinessHomePage = tagged('PidTagBusinessHomePage', 0x3a51, PtypString, contactProperties);
export const PidTagBusinessTelephoneNumber = tagged(
  'PidTagBusinessTelephoneNumber',
  0x3a08,
  PtypString,
  contactProperties,
);
export const PidTagCallbackTelephoneNumber = tagged(
  'PidTagCallbackTelephoneNumber',
  0x3a02,
  PtypString,
  contactProperties,
);
export const PidTagCarTelephoneNumber = tagged('PidTagCarTelephoneNumber', 0x3a1e, PtypString, contactProperties);
export const PidTagChildrensNames = tagged('PidTagChildrensNames', 0x3a58, PtypMultipleString, contactProperties);
export const PidTagCompanyMainTelephoneNumber = tagged(
  'PidTagCompanyMainTelephoneNumber',
  0x3a57,
  PtypString,
  contactProperties,
);
export const PidTagCompanyName = tagged('PidTagCompanyName', 0x3a16, PtypString, contactProperties);
export const PidTagComputerNetworkName = tagged('PidTagComputerNetworkName', 0x3a49, PtypString, contactProperties);
export const PidTagCountry = tagged('PidTagCountry', 0x3a26, PtypString, contactProperties);
export const PidTagCustomerId = tagged('PidTagCustomerId', 0x3a4a, PtypString, contactProperties);
export const PidTagDepartmentName = tagged('PidTagDepartmentName', 0x3a18, PtypString, mapiMailUser);
export const PidTagDisplayNamePrefix = tagged('PidTagDisplayNamePrefix', 0x3a45, PtypString, mapiMailUser);
export const PidTagFtpSite = tagged('PidTagFtpSite', 0x3a4c, PtypString, mapiMailUser);
export const PidTagGender = tagged('PidTagGender', 0x3a4d, PtypInteger16, mapiMailUser);
export const PidTagGeneration = tagged('PidTagGeneration', 0x3a05, PtypString, mapiMailUser);
export const PidTagGivenName = tagged('PidTagGivenName', 0x3a06, PtypString, mapiMailUser);
export const PidTagGovernmentIdNumber = tagged('PidTagGovernmentIdNumber', 0x3a07, PtypString, mapiMailUser);
export const PidTagHobbies = tagged('PidTagHobbies', 0x3a43, PtypString, mapiMailUser);
export const PidTagHome2TelephoneNumber = tagged('PidTagHome2TelephoneNumber', 0x3a2f, PtypString, mapiMailUser);
export const PidTagHomeAddressCity = tagged('PidTagHomeAddressCity', 0x3a59, PtypString, mapiMailUser);
export const PidTagHomeAddressCountry = tagged('PidTagHomeAddressCountry', 0x3a5a, PtypString, mapiMailUser);
export const PidTagHomeAddressPostOfficeBox = tagged(
  'PidTagHomeAddressPostOfficeBox',
  0x3a5e,
  PtypString,
  mapiMailUser,
);
export const PidTagHomeAddressPostalCode = tagged('PidTagHomeAddressPostalCode', 0x3a5b, PtypString, mapiMailUser);
export const PidTagHomeAddressStateOrProvince = tagged(
  'PidTagHomeAddressStateOrProvince',
  0x3a5c,
  PtypString,
  mapiMailUser,
);
export const PidTagHomeAddressStreet = tagged('PidTagHomeAddressStreet', 0x3a5d, PtypString, mapiMailUser);
export const PidTagHomeFaxNumber = tagged('PidTagHomeFaxNumber', 0x3a25, PtypString, mapiMailUser);
export const PidTagHomeTelephoneNumber = tagged('PidTagHomeTelephoneNumber', 0x3a09, PtypString, mapiMailUser);
export const PidTagInitials = tagged('PidTagInitials', 0x3a0a, PtypString, addressProperties);
export const PidTagIsdnNumber = tagged('PidTagIsdnNumber', 0x3a2d, PtypString, addressProperties);
export const PidTagKeyword = tagged('PidTagKeyword', 0x3a0b, PtypString, addressProperties);
export const PidTagLanguage = tagged('PidTagLanguage', 0x3a0c, PtypString, addressProperties);
export const PidTagLocality = tagged('PidTagLocality', 0x3a27, PtypString, addressProperties);
export const PidTagLocation = tagged('PidTagLocation', 0x3a0d, PtypString, addressProperties);
export const PidTagManagerName = tagged('PidTagManagerName', 0x3a4e, PtypString, addressProperties);
export const PidTagMessageHandlingSystemCommonName = tagged(
  'PidTagMessageHandlingSystemCommonName',
  0x3a0f,
  PtypString,
  addressProperties,
);
export const PidTagMiddleName = tagged('PidTagMiddleName', 0x3a44, PtypString, addressProperties);
export const PidTagMobileTelephoneNumber = tagged('PidTagMobileTelephoneNumber', 0x3a1c, PtypString, addressProperties);
export const PidTagNickname = tagged('PidTagNickname', 0x3a4f, PtypString, addressProperties);
export const PidTagOfficeLocation = tagged('PidTagOfficeLocation', 0x3a19, PtypString, addressProperties);
export const PidTagOrganizationalIdNumber = tagged(
  'PidTagOrganizationalIdNumber',
  0x3a10,
  PtypString,
  addressProperties,
);
export const PidTagOtherAddressCity = tagged('PidTagOtherAddressCity', 0x3a5f, PtypString, addressProperties);
export const PidTagOtherAddressCountry = tagged('PidTagOtherAddressCountry', 0x3a60, PtypString, addressProperties);
export const PidTagOtherAddressPostOfficeBox = tagged(
  'PidTagOtherAddressPostOfficeBox',
  0x3a64,
  PtypString,
  addressProperties,
);
export const PidTagOtherAddressPostalCode = tagged(
  'PidTagOtherAddressPostalCode',
  0x3a61,
  PtypString,
  addressProperties,
);
export const PidTagOtherAddressStateOrProvince = tagged(
  'PidTagOtherAddressStateOrProvince',
  0x3a62,
  PtypString,
  addressProperties,
);
export const PidTagOtherAddressStreet = tagged('PidTagOtherAddressStreet', 0x3a63, PtypString, addressProperties);
export const PidTagOtherTelephoneNumber = tagged('PidTagOtherTelephoneNumber', 0x3a1f, PtypString, addressProperties);
export const PidTagPagerTelephoneNumber = tagged('PidTagPagerTelephoneNumber', 0x3a21, PtypString, addressProperties);
export const PidTagPersonalHomePage = tagged('PidTagPersonalHomePage', 0x3a50, PtypString, mapiMailUser);
export const PidTagPostOfficeBox = tagged('PidTagPostOfficeBox', 0x3a2b, PtypString, mapiMailUser);
export const PidTagPostalAddress = tagged('PidTagPostalAddress', 0x3a15, PtypString, mapiMailUser);
export const PidTagPostalCode = tagged('PidTagPostalCode', 0x3a2a, PtypString, mapiMailUser);
export const PidTagPrimaryFaxNumber = tagged('PidTagPrimaryFaxNumber', 0x3a23, PtypString, mapiMailUser);
export const PidTagPrimaryTelephoneNumber = tagged('PidTagPrimaryTelephoneNumber', 0x3a1a, PtypString, mapiMailUser);
export const PidTagProfession = tagged('PidTagProfession', 0x3a46, PtypString, mapiMailUser);
export const PidTagRadioTelephoneNumber = tagged('PidTagRadioTelephoneNumber', 0x3a1d, PtypString, mapiMailUser);
export const PidTagReferredByName = tagged('PidTagReferredByName', 0x3a47, PtypString, mapiMailUser);
export const PidTagSpouseName = tagged('PidTagSpouseName', 0x3a48, PtypString, mapiMailUser);
export const PidTagStateOrProvince = tagged('PidTagStateOrProvince', 0x3a28, PtypString, mapiMailUser);
export const PidTagStreetAddress = tagged('PidTagStreetAddress', 0x3a29, PtypString, mapiMailUser);
export const PidTagSurname = tagged('PidTagSurname', 0x3a11, PtypString, mapiMailUser);
export const PidTagTelecommunicationsDeviceForDeafTelephoneNumber = tagged(
  'PidTagTelecommunicationsDeviceForDeafTelephoneNumber',
  0x3a4b,
  PtypString,
  mapiMailUser,
);
export const PidTagTelexNumber = tagged('PidTagTelexNumber', 0x3a2c, PtypString, mapiMailUser);
export const PidTagThumbnailPhoto = tagged('PidTagThumbnailPhoto', 0x8c9e, PtypBinary, addressBook);
export const PidTagTitle = tagged('PidTagTitle', 0x3a17, PtypString, mapiMailUser);
export const PidTagWeddingAnniversary = tagged('PidTagWeddingAnniversary', 0x3a41, PtypTime, mapiMailUser);
