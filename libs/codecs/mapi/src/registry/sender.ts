/** Who a message is from, for whom, and who got it. [MS-OXOMSG] 2.2.1 */
import { PropertyType } from '../property-type.ts';
import { tagged } from './define.ts';

const { PtypBinary, PtypInteger32, PtypString } = PropertyType;
const generalMessageProperties = 'General Message Properties';
const mapiEnvelope = 'MapiEnvelope';
const addressProperties = 'Address Properties';
const mail = 'Mail';

export const PidTagOriginalSenderAddressType = tagged(
  'PidTagOriginalSenderAddressType',
  0x0066,
  PtypString,
  generalMessageProperties,
);
export const PidTagOriginalSenderEmailAddress = tagged(
  'PidTagOriginalSenderEmailAddress',
  0x0067,
  PtypString,
  generalMessageProperties,
);
export const PidTagOriginalSenderEntryId = tagged(
  'PidTagOriginalSenderEntryId',
  0x005b,
  PtypBinary,
  generalMessageProperties,
);
export const PidTagOriginalSenderName = tagged(
  'PidTagOriginalSenderName',
  0x005a,
  PtypString,
  generalMessageProperties,
);
export const PidTagOriginalSenderSearchKey = tagged(
  'PidTagOriginalSenderSearchKey',
  0x005c,
  PtypBinary,
  generalMessageProperties,
);
export const PidTagOriginalSentRepresentingAddressType = tagged(
  'PidTagOriginalSentRepresentingAddressType',
  0x0068,
  PtypString,
  generalMessageProperties,
);
export const PidTagOriginalSentRepresentingEmailAddress = tagged(
  'PidTagOriginalSentRepresentingEmailAddress',
  0x0069,
  PtypString,
  generalMessageProperties,
);
export const PidTagOriginalSentRepresentingEntryId = tagged(
  'PidTagOriginalSentRepresentingEntryId',
  0x005e,
  PtypBinary,
  generalMessageProperties,
);
export const PidTagOriginalSentRepresentingName = tagged(
  'PidTagOriginalSentRepresentingName',
  0x005d,
  PtypString,
  generalMessageProperties,
);
export const PidTagOriginalSentRepresentingSearchKey = tagged(
  'PidTagOriginalSentRepresentingSearchKey',
  0x005f,
  PtypBinary,
  generalMessageProperties,
);
export const PidTagPurportedSenderDomain = tagged(
  'PidTagPurportedSenderDomain',
  0x4083,
  PtypString,
  'TransportEnvelope',
);
export const PidTagReceivedByAddressType = tagged('PidTagReceivedByAddressType', 0x0075, PtypString, mapiEnvelope);
export const PidTagReceivedByEmailAddress = tagged(
  'PidTagReceivedByEmailAddress',
  0x0076,
  PtypString,
  addressProperties,
);
export const PidTagReceivedByEntryId = tagged('PidTagReceivedByEntryId', 0x003f, PtypBinary, addressProperties);
export const PidTagReceivedByName = tagged('PidTagReceivedByName', 0x0040, PtypString, addressProperties);
export const PidTagReceivedBySearchKey = tagged('PidTagReceivedBySearchKey', 0x0051, PtypBinary, addressProperties);
export const PidTagReceivedBySmtpAddress = tagged('PidTagReceivedBySmtpAddress', 0x5d07, PtypString, mail);
export const PidTagReceivedRepresentingAddressType = tagged(
  'PidTagReceivedRepresentingAddressType',
  0x0077,
  PtypString,
  addressProperties,
);
export const PidTagReceivedRepresentingEmailAddress = tagged(
  'PidTagReceivedRepresentingEmailAddress',
  0x0078,
  PtypString,
  addressProperties,
);
export const PidTagReceivedRepresentingEntryId = tagged(
  'PidTagReceivedRepresentingEntryId',
  0x0043,
  PtypBinary,
  addressProperties,
);
export const PidTagReceivedRepresentingName = tagged(
  'PidTagReceivedRepresentingName',
  0x0044,
  PtypString,
  addressProperties,
);
export const PidTagReceivedRepresentingSearchKey = tagged(
  'PidTagReceivedRepresentingSearchKey',
  0x0052,
  PtypBinary,
  addressProperties,
);
export const PidTagReceivedRepresentingSmtpAddress = tagged(
  'PidTagReceivedRepresentingSmtpAddress',
  0x5d08,
  PtypString,
  mail,
);
export const PidTagReplyRecipientEntries = tagged('PidTagReplyRecipientEntries', 0x004f, PtypBinary, mapiEnvelope);
export const PidTagReplyRecipientNames = tagged('PidTagReplyRecipientNames', 0x0050, PtypString, mapiEnvelope);
export const PidTagSenderAddressType = tagged('PidTagSenderAddressType', 0x0c1e, PtypString, addressProperties);
export const PidTagSenderEmailAddress = tagged('PidTagSenderEmailAddress', 0x0c1f, PtypString, addressProperties);
export const PidTagSenderEntryId = tagged('PidTagSenderEntryId', 0x0c19, PtypBinary, addressProperties);
export const PidTagSenderIdStatus = tagged(
  'PidTagSenderIdStatus',
  0x4079,
  PtypInteger32,
  'Secure Messaging Properties',
);
export const PidTagSenderName = tagged('PidTagSenderName', 0x0c1a, PtypString, addressProperties);
export const PidTagSenderSearchKey = tagged('PidTagSenderSearchKey', 0x0c1d, PtypBinary, addressProperties);
export const PidTagSenderSmtpAddress = tagged('PidTagSenderSmtpAddress', 0x5d01, PtypString, mail);
export const PidTagSentRepresentingAddressType = tagged(
  'PidTagSentRepresentingAddressType',
  0x0064,
  PtypString,
  addressProperties,
);
export const PidTagSentRepresentingEmailAddress = tagged(
  'PidTagSentRepresentingEmailAddress',
  0x0065,
  PtypString,
  addressProperties,
);
export const PidTagSentRepresentingEntryId = tagged(
  'PidTagSentRepresentingEntryId',
  0x0041,
  PtypBinary,
  addressProperties,
);
export const PidTagSentRepresentingFlags = tagged(
  'PidTagSentRepresentingFlags',
  0x401a,
  PtypInteger32,
  'Miscellaneous Properties',
);
export const PidTagSentRepresentingName = tagged('PidTagSentRepresentingName', 0x0042, PtypString, addressProperties);
export const PidTagSentRepresentingSearchKey = tagged(
  'PidTagSentRepresentingSearchKey',
  0x003b,
  PtypBinary,
  addressProperties,
);
export const PidTagSentRepresentingSmtpAddress = tagged('PidTagSentRepresentingSmtpAddress', 0x5d02, PtypString, mail);
