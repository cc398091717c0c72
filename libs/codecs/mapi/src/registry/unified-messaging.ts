/** Voice mail and facsimiles. [MS-OXOUM] 2.2.5, [MS-OXCMAIL] 2.2.3.2.23 */
import { PropertyType } from '../property-type.ts';
import { tagged } from './define.ts';

const { PtypInteger32, PtypString } = PropertyType;
const unifiedMessaging = 'Unified Messaging';

export const PidTagVoiceMessageDuration = tagged('PidTagVoiceMessageDuration', 0x6801, PtypInteger32, unifiedMessaging);
export const PidTagSenderTelephoneNumber = tagged('PidTagSenderTelephoneNumber', 0x6802, PtypString, unifiedMessaging);
export const PidTagVoiceMessageSenderName = tagged(
  'PidTagVoiceMessageSenderName',
  0x6803,
  PtypString,
  unifiedMessaging,
);
export const PidTagFaxNumberOfPages = tagged('PidTagFaxNumberOfPages', 0x6804, PtypInteger32, unifiedMessaging);
export const PidTagVoiceMessageAttachmentOrder = tagged(
  'PidTagVoiceMessageAttachmentOrder',
  0x6805,
  PtypString,
  unifiedMessaging,
);
export const PidTagCallId = tagged('PidTagCallId', 0x6806, PtypString, unifiedMessaging);
