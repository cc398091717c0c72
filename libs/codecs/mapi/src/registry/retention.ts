/** Retention tags, junk mail and what filters found. [MS-OXCMSG] 2.2.1.59, [MS-OXCSPAM] 2.2 */
import { PropertyType } from '../property-type.ts';
import { tagged } from './define.ts';

const { PtypBinary, PtypBoolean, PtypInteger32, PtypTime } = PropertyType;
const archive = 'Archive';
const spam = 'Spam';

export const PidTagArchiveDate = tagged('PidTagArchiveDate', 0x301f, PtypTime, archive);
export const PidTagArchivePeriod = tagged('PidTagArchivePeriod', 0x301e, PtypInteger32, archive);
export const PidTagArchiveTag = tagged('PidTagArchiveTag', 0x3018, PtypBinary, archive);
export const PidTagBlockStatus = tagged('PidTagBlockStatus', 0x1096, PtypInteger32, 'Secure Messaging Properties');
export const PidTagContentFilterSpamConfidenceLevel = tagged(
  'PidTagContentFilterSpamConfidenceLevel',
  0x4076,
  PtypInteger32,
  'Secure Messaging Properties',
);
export const PidTagJunkAddRecipientsToSafeSendersList = tagged(
  'PidTagJunkAddRecipientsToSafeSendersList',
  0x6103,
  PtypInteger32,
  spam,
);
export const PidTagJunkIncludeContacts = tagged('PidTagJunkIncludeContacts', 0x6100, PtypInteger32, spam);
export const PidTagJunkPermanentlyDelete = tagged('PidTagJunkPermanentlyDelete', 0x6102, PtypInteger32, spam);
export const PidTagJunkPhishingEnableLinks = tagged('PidTagJunkPhishingEnableLinks', 0x6107, PtypBoolean, spam);
export const PidTagJunkThreshold = tagged('PidTagJunkThreshold', 0x6101, PtypInteger32, spam);
export const PidTagPolicyTag = tagged('PidTagPolicyTag', 0x3019, PtypBinary, archive);
export const PidTagRetentionDate = tagged('PidTagRetentionDate', 0x301c, PtypTime, archive);
export const PidTagRetentionFlags = tagged('PidTagRetentionFlags', 0x301d, PtypInteger32, archive);
export const PidTagRetentionPeriod = tagged('PidTagRetentionPeriod', 0x301a, PtypInteger32, archive);
export const PidTagStartDateEtc = tagged('PidTagStartDateEtc', 0x301b, PtypBinary, archive);
