/** Rows of the recipient table and the addresses in them. [MS-OXCMSG] 2.2.3, [MS-OXOMSG] 2.2.3, [MS-OXOABK] 2.2.3 */
import { PropertyType } from '../property-type.ts';
import { tagged } from './define.ts';

const { PtypBinary, PtypBoolean, PtypInteger32, PtypMultipleBinary, PtypObject, PtypString, PtypTime } = PropertyType;
const addressBook = 'Address Book';
const addressProperties = 'Address Properties';
const mapiAddressBook = 'MapiAddressBook';
const transportRecipient = 'TransportRecipient';

export const PidTagAddressBookDisplayNamePrintable = tagged(
  'PidTagAddressBookDisplayNamePrintable',
  0x39ff,
  PtypString,
  addressBook,
);
export const PidTagAddressBookEntryId = tagged('PidTagAddressBookEntryId', 0x663b, PtypBinary, addressBook);
export const PidTagAddressBookIsMaster = tagged('PidTagAddressBookIsMaster', 0xfffb, PtypBoolean, addressBook);
export const PidTagAddressBookObjectDistinguishedName = tagged(
  'PidTagAddressBookObjectDistinguishedName',
  0x803c,
  PtypString,
  addressBook,
);
export const PidTagAddressType = tagged('PidTagAddressType', 0x3002, PtypString, addressProperties);
export const PidTagAlternateRecipientAllowed = tagged(
  'PidTagAlternateRecipientAllowed',
  0x0002,
  PtypBoolean,
  addressProperties,
);
export const PidTagDisplayName = tagged('PidTagDisplayName', 0x3001, PtypString, 'MapiCommon');
export const PidTagDisplayType = tagged('PidTagDisplayType', 0x3900, PtypInteger32, mapiAddressBook);
export const PidTagDisplayTypeEx = tagged('PidTagDisplayTypeEx', 0x3905, PtypInteger32, mapiAddressBook);
export const PidTagEmailAddress = tagged('PidTagEmailAddress', 0x3003, PtypString, 'MapiCommon');
export const PidTagMessageRecipients = tagged('PidTagMessageRecipients', 0x0e12, PtypObject, addressProperties);
export const PidTagRecipientDisplayName = tagged('PidTagRecipientDisplayName', 0x5ff6, PtypString, transportRecipient);
export const PidTagRecipientEntryId = tagged('PidTagRecipientEntryId', 0x5ff7, PtypBinary, 'ID Properties');
export const PidTagRecipientFlags = tagged('PidTagRecipientFlags', 0x5ffd, PtypInteger32, transportRecipient);
export const PidTagRecipientOrder = tagged('PidTagRecipientOrder', 0x5fdf, PtypInteger32, transportRecipient);
export const PidTagRecipientProposed = tagged('PidTagRecipientProposed', 0x5fe1, PtypBoolean, transportRecipient);
export const PidTagRecipientProposedEndTime = tagged(
  'PidTagRecipientProposedEndTime',
  0x5fe4,
  PtypTime,
  transportRecipient,
);
export const PidTagRecipientProposedStartTime = tagged(
  'PidTagRecipientProposedStartTime',
  0x5fe3,
  PtypTime,
  transportRecipient,
);
export const PidTagRecipientReassignmentProhibited = tagged(
  'PidTagRecipientReassignmentProhibited',
  0x002b,
  PtypBoolean,
  'MapiEnvelope',
);
export const PidTagRecipientResourceState = tagged(
  'PidTagRecipientResourceState',
  0x5fde,
  PtypInteger32,
  transportRecipient,
);
export const PidTagRecipientTrackStatus = tagged(
  'PidTagRecipientTrackStatus',
  0x5fff,
  PtypInteger32,
  transportRecipient,
);
export const PidTagRecipientTrackStatusTime = tagged(
  'PidTagRecipientTrackStatusTime',
  0x5ffb,
  PtypTime,
  transportRecipient,
);
export const PidTagRecipientType = tagged('PidTagRecipientType', 0x0c15, PtypInteger32, 'MapiRecipient');
export const PidTagReplyRequested = tagged('PidTagReplyRequested', 0x0c17, PtypBoolean, 'MapiRecipient');
export const PidTagResponsibility = tagged('PidTagResponsibility', 0x0e0f, PtypBoolean, 'MapiNonTransmittable');
export const PidTagSendInternetEncoding = tagged(
  'PidTagSendInternetEncoding',
  0x3a71,
  PtypInteger32,
  addressProperties,
);
export const PidTagSendRichInfo = tagged('PidTagSendRichInfo', 0x3a40, PtypBoolean, addressProperties);
export const PidTagSmtpAddress = tagged('PidTagSmtpAddress', 0x39fe, PtypString, addressProperties);
export const PidTagTemplateid = tagged('PidTagTemplateid', 0x3902, PtypBinary, mapiAddressBook);
export const PidTagTransmittableDisplayName = tagged(
  'PidTagTransmittableDisplayName',
  0x3a20,
  PtypString,
  addressProperties,
);
export const PidTagUserCertificate = tagged('PidTagUserCertificate', 0x3a22, PtypBinary, 'MapiMailUser');
export const PidTagUserX509Certificate = tagged(
  'PidTagUserX509Certificate',
  0x3a70,
  PtypMultipleBinary,
  'MapiMailUser',
);
