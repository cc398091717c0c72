/** Properties with string names: Internet headers, text messages, attachments. [MS-OXCMSG] 2.2.1, [MS-OXCMAIL] 2.2.3, [MS-OXOSMMS] 2.2.1, [MS-OXOUM] 2.2 */
import { PropertyType } from '../property-type.ts';
import { named } from './define.ts';
import { PSETID_Attachment, PSETID_UnifiedMessaging, PS_INTERNET_HEADERS, PS_PUBLIC_STRINGS } from './property-sets.ts';

const {
  PtypBinary,
  PtypBoolean,
  PtypInteger16,
  PtypInteger32,
  PtypMultipleBinary,
  PtypMultipleString,
  PtypString,
  PtypTime,
} = PropertyType;
const email = 'Email';
const unifiedMessaging = 'Unified Messaging';
const sms = 'SMS';
const secureMessagingProperties = 'Secure Messaging Properties';
const messageAttachmentProperties = 'Message Attachment Properties';

export const PidNameAcceptLanguage = named(
  'PidNameAcceptLanguage',
  PS_INTERNET_HEADERS,
  'Accept-Language',
  PtypString,
  email,
);
export const PidNameAttachmentMacContentType = named(
  'PidNameAttachmentMacContentType',
  PSETID_Attachment,
  'AttachmentMacContentType',
  PtypString,
  messageAttachmentProperties,
);
export const PidNameAttachmentMacInfo = named(
  'PidNameAttachmentMacInfo',
  PSETID_Attachment,
  'AttachmentMacInfo',
  PtypBinary,
  messageAttachmentProperties,
);
export const PidNameAttachmentOriginalPermissionType = named(
  'PidNameAttachmentOriginalPermissionType',
  PSETID_Attachment,
  'AttachmentOriginalPermissionType',
  PtypInteger32,
  messageAttachmentProperties,
);
export const PidNameAttachmentPermissionType = named(
  'PidNameAttachmentPermissionType',
  PSETID_Attachment,
  'AttachmentPermissionType',
  PtypInteger32,
  messageAttachmentProperties,
);
export const PidNameAttachmentProviderType = named(
  'PidNameAttachmentProviderType',
  PSETID_Attachment,
  'AttachmentProviderType',
  PtypString,
  messageAttachmentProperties,
);
export const PidNameAudioNotes = named(
  'PidNameAudioNotes',
  PSETID_UnifiedMessaging,
  'UMAudioNotes',
  PtypString,
  unifiedMessaging,
);
export const PidNameContentBase = named('PidNameContentBase', PS_INTERNET_HEADERS, 'Content-Base', PtypString, email);
export const PidNameContentClass = named(
  'PidNameContentClass',
  PS_INTERNET_HEADERS,
  'Content-Class',
  PtypString,
  email,
);
export const PidNameContentType = named('PidNameContentType', PS_INTERNET_HEADERS, 'Content-Type', PtypString, email);
export const PidNameCrossReference = named('PidNameCrossReference', PS_INTERNET_HEADERS, 'Xref', PtypString, email);
export const PidNameExchangeJunkEmailMoveStamp = named(
  'PidNameExchangeJunkEmailMoveStamp',
  PS_PUBLIC_STRINGS,
  'http://schemas.microsoft.com/exchange/junkemailmovestamp',
  PtypInteger32,
  secureMessagingProperties,
);
export const PidNameFrom = named('PidNameFrom', PS_INTERNET_HEADERS, 'From', PtypString, email);
export const PidNameInternetSubject = named(
  'PidNameInternetSubject',
  PS_INTERNET_HEADERS,
  'Subject',
  PtypString,
  email,
);
export const PidNameKeywords = named(
  'PidNameKeywords',
  PS_PUBLIC_STRINGS,
  'Keywords',
  PtypMultipleString,
  'General Message Properties',
);
export const PidNameMSIPLabels = named('PidNameMSIPLabels', PS_INTERNET_HEADERS, 'msip_labels', PtypString, email);
export const PidNameOMSAccountGuid = named(
  'PidNameOMSAccountGuid',
  PS_PUBLIC_STRINGS,
  'OMSAccountGuid',
  PtypString,
  sms,
);
export const PidNameOMSMobileModel = named(
  'PidNameOMSMobileModel',
  PS_PUBLIC_STRINGS,
  'OMSMobileModel',
  PtypString,
  sms,
);
export const PidNameOMSScheduleTime = named(
  'PidNameOMSScheduleTime',
  PS_PUBLIC_STRINGS,
  'OMSScheduleTime',
  PtypTime,
  sms,
);
export const PidNameOMSServiceType = named(
  'PidNameOMSServiceType',
  PS_PUBLIC_STRINGS,
  'OMSServiceType',
  PtypInteger32,
  sms,
);
export const PidNameOMSSourceType = named(
  'PidNameOMSSourceType',
  PS_PUBLIC_STRINGS,
  'OMSSourceType',
  PtypInteger32,
  sms,
);
export const PidNamePhishingStamp = named(
  'PidNamePhishingStamp',
  PS_PUBLIC_STRINGS,
  'http://schemas.microsoft.com/outlook/phishingstamp',
  PtypInteger32,
  secureMessagingProperties,
);
export const PidNameQuarantineOriginalSender = named(
  'PidNameQuarantineOriginalSender',
  PS_PUBLIC_STRINGS,
  'quarantine-original-sender',
  PtypString,
  'Common',
);
export const PidNameRightsManagementLicense = named(
  'PidNameRightsManagementLicense',
  PS_PUBLIC_STRINGS,
  'DRMLicense',
  PtypMultipleBinary,
  secureMessagingProperties,
);
export const PidNameXCallId = named('PidNameXCallId', PS_INTERNET_HEADERS, 'X-CallID', PtypString, unifiedMessaging);
export const PidNameXFaxNumberOfPages = named(
  'PidNameXFaxNumberOfPages',
  PS_INTERNET_HEADERS,
  'X-FaxNumberOfPages',
  PtypInteger16,
  unifiedMessaging,
);
export const PidNameXRequireProtectedPlayOnPhone = named(
  'PidNameXRequireProtectedPlayOnPhone',
  PS_INTERNET_HEADERS,
  'X-RequireProtectedPlayOnPhone',
  PtypBoolean,
  unifiedMessaging,
);
export const PidNameXSenderTelephoneNumber = named(
  'PidNameXSenderTelephoneNumber',
  PS_INTERNET_HEADERS,
  'X-CallingTelephoneNumber',
  PtypString,
  unifiedMessaging,
);
export const PidNameXVoiceMessageAttachmentOrder = named(
  'PidNameXVoiceMessageAttachmentOrder',
  PS_INTERNET_HEADERS,
  'X-AttachmentOrder',
  PtypString,
  unifiedMessaging,
);
export const PidNameXVoiceMessageDuration = named(
  'PidNameXVoiceMessageDuration',
  PS_INTERNET_HEADERS,
  'X-VoiceMessageDuration',
  PtypInteger16,
  unifiedMessaging,
);
export const PidNameXVoiceMessageSenderName = named(
  'PidNameXVoiceMessageSenderName',
  PS_INTERNET_HEADERS,
  'X-VoiceMessageSenderName',
  PtypString,
  unifiedMessaging,
);
