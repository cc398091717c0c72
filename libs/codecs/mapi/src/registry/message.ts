/** Message objects in general. [MS-OXCMSG] 2.2.1 */
import { PropertyType } from '../property-type.ts';
import { tagged } from './define.ts';

const { PtypBoolean, PtypInteger32, PtypInteger64, PtypServerId, PtypString, PtypTime } = PropertyType;
const messageTimeProperties = 'Message Time Properties';
const generalMessageProperties = 'General Message Properties';
const mapiEnvelope = 'MapiEnvelope';
const mapiStatus = 'MapiStatus';
const mapiNonTransmittable = 'MapiNonTransmittable';
const messageProperties = 'Message Properties';

export const PidTagAccess = tagged('PidTagAccess', 0x0ff4, PtypInteger32, 'Access Control Properties');
export const PidTagAccessLevel = tagged('PidTagAccessLevel', 0x0ff7, PtypInteger32, 'Access Control Properties');
export const PidTagClientSubmitTime = tagged('PidTagClientSubmitTime', 0x0039, PtypTime, messageTimeProperties);
export const PidTagComment = tagged('PidTagComment', 0x3004, PtypString, 'Common');
export const PidTagCreationTime = tagged('PidTagCreationTime', 0x3007, PtypTime, messageTimeProperties);
export const PidTagCreatorName = tagged('PidTagCreatorName', 0x3ff8, PtypString, generalMessageProperties);
export const PidTagDeferredDeliveryTime = tagged('PidTagDeferredDeliveryTime', 0x000f, PtypTime, mapiEnvelope);
export const PidTagDeferredSendNumber = tagged('PidTagDeferredSendNumber', 0x3feb, PtypInteger32, mapiStatus);
export const PidTagDeferredSendTime = tagged('PidTagDeferredSendTime', 0x3fef, PtypTime, mapiStatus);
export const PidTagDeferredSendUnits = tagged('PidTagDeferredSendUnits', 0x3fec, PtypInteger32, mapiStatus);
export const PidTagDelegatedByRule = tagged('PidTagDelegatedByRule', 0x3fe3, PtypBoolean, mapiStatus);
export const PidTagDeleteAfterSubmit = tagged('PidTagDeleteAfterSubmit', 0x0e01, PtypBoolean, mapiNonTransmittable);
export const PidTagDisplayBcc = tagged('PidTagDisplayBcc', 0x0e02, PtypString, messageProperties);
export const PidTagDisplayCc = tagged('PidTagDisplayCc', 0x0e03, PtypString, messageProperties);
export const PidTagDisplayTo = tagged('PidTagDisplayTo', 0x0e04, PtypString, messageProperties);
export const PidTagEndDate = tagged('PidTagEndDate', 0x0061, PtypTime, 'MapiEnvelope Property set');
export const PidTagExpiryNumber = tagged('PidTagExpiryNumber', 0x3fed, PtypInteger32, mapiStatus);
export const PidTagExpiryTime = tagged('PidTagExpiryTime', 0x0015, PtypTime, mapiEnvelope);
export const PidTagExpiryUnits = tagged('PidTagExpiryUnits', 0x3fee, PtypInteger32, mapiStatus);
export const PidTagHasNamedProperties = tagged(
  'PidTagHasNamedProperties',
  0x664a,
  PtypBoolean,
  'ExchangeMessageReadOnly',
);
export const PidTagImportance = tagged('PidTagImportance', 0x0017, PtypInteger32, generalMessageProperties);
export const PidTagInConflict = tagged('PidTagInConflict', 0x666c, PtypBoolean, 'Conflict Note');
export const PidTagLastModificationTime = tagged('PidTagLastModificationTime', 0x3008, PtypTime, messageTimeProperties);
export const PidTagMessageCcMe = tagged('PidTagMessageCcMe', 0x0058, PtypBoolean, generalMessageProperties);
export const PidTagMessageClass = tagged('PidTagMessageClass', 0x001a, PtypString, 'Common Property set');
export const PidTagMessageDeliveryTime = tagged('PidTagMessageDeliveryTime', 0x0e06, PtypTime, messageTimeProperties);
export const PidTagMessageFlags = tagged('PidTagMessageFlags', 0x0e07, PtypInteger32, generalMessageProperties);
export const PidTagMessageRecipientMe = tagged(
  'PidTagMessageRecipientMe',
  0x0059,
  PtypBoolean,
  generalMessageProperties,
);
export const PidTagMessageSize = tagged('PidTagMessageSize', 0x0e08, PtypInteger32, generalMessageProperties);
export const PidTagMessageSizeExtended = tagged(
  'PidTagMessageSizeExtended',
  0x0e08,
  PtypInteger64,
  generalMessageProperties,
);
export const PidTagMessageStatus = tagged('PidTagMessageStatus', 0x0e17, PtypInteger32, generalMessageProperties);
export const PidTagMessageToMe = tagged('PidTagMessageToMe', 0x0057, PtypBoolean, generalMessageProperties);
export const PidTagNextSendAcct = tagged('PidTagNextSendAcct', 0x0e29, PtypString, 'Outlook Application');
export const PidTagNormalizedSubject = tagged('PidTagNormalizedSubject', 0x0e1d, PtypString, 'Email');
export const PidTagObjectType = tagged('PidTagObjectType', 0x0ffe, PtypInteger32, 'Common');
export const PidTagOwnerAppointmentId = tagged('PidTagOwnerAppointmentId', 0x0062, PtypInteger32, 'Appointment');
export const PidTagPrimarySendAccount = tagged('PidTagPrimarySendAccount', 0x0e28, PtypString, mapiNonTransmittable);
export const PidTagPriority = tagged('PidTagPriority', 0x0026, PtypInteger32, 'Email');
export const PidTagProcessed = tagged('PidTagProcessed', 0x7d01, PtypBoolean, 'Calendar');
export const PidTagRead = tagged('PidTagRead', 0x0e69, PtypBoolean, 'MapiNonTransmittable Property set');
export const PidTagResolveMethod = tagged('PidTagResolveMethod', 0x3fe7, PtypInteger32, mapiStatus);
export const PidTagSensitivity = tagged('PidTagSensitivity', 0x0036, PtypInteger32, generalMessageProperties);
export const PidTagSentMailSvrEID = tagged(
  'PidTagSentMailSvrEID',
  0x6740,
  PtypServerId,
  'ProviderDefinedNonTransmittable',
);
export const PidTagStartDate = tagged('PidTagStartDate', 0x0060, PtypTime, mapiEnvelope);
export const PidTagSubject = tagged('PidTagSubject', 0x0037, PtypString, generalMessageProperties);
export const PidTagSubjectPrefix = tagged('PidTagSubjectPrefix', 0x003d, PtypString, generalMessageProperties);
export const PidTagTrustSender = tagged('PidTagTrustSender', 0x0e79, PtypInteger32, mapiNonTransmittable);
