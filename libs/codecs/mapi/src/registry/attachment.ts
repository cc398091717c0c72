/** Attachment objects. [MS-OXCMSG] 2.2.2 */
import { PropertyType } from '../property-type.ts';
import { large, tagged } from './define.ts';

const { PtypBinary, PtypBoolean, PtypInteger32, PtypObject, PtypString, PtypTime } = PropertyType;
const messageAttachmentProperties = 'Message Attachment Properties';
const messageClassDefinedNonTransmittable = 'MessageClassDefinedNonTransmittable';

export const PidTagAttachAdditionalInformation = tagged(
  'PidTagAttachAdditionalInformation',
  0x370f,
  PtypBinary,
  messageAttachmentProperties,
);
export const PidTagAttachContentBase = tagged(
  'PidTagAttachContentBase',
  0x3711,
  PtypString,
  messageAttachmentProperties,
);
export const PidTagAttachContentId = tagged('PidTagAttachContentId', 0x3712, PtypString, messageAttachmentProperties);
export const PidTagAttachContentLocation = tagged(
  'PidTagAttachContentLocation',
  0x3713,
  PtypString,
  messageAttachmentProperties,
);
export const PidTagAttachDataBinary = large('PidTagAttachDataBinary', 0x3701, PtypBinary, messageAttachmentProperties);
export const PidTagAttachDataObject = tagged('PidTagAttachDataObject', 0x3701, PtypObject, messageAttachmentProperties);
export const PidTagAttachEncoding = tagged('PidTagAttachEncoding', 0x3702, PtypBinary, messageAttachmentProperties);
export const PidTagAttachExtension = tagged('PidTagAttachExtension', 0x3703, PtypString, messageAttachmentProperties);
export const PidTagAttachFilename = tagged('PidTagAttachFilename', 0x3704, PtypString, messageAttachmentProperties);
export const PidTagAttachFlags = tagged('PidTagAttachFlags', 0x3714, PtypInteger32, messageAttachmentProperties);
export const PidTagAttachLongFilename = tagged(
  'PidTagAttachLongFilename',
  0x3707,
  PtypString,
  messageAttachmentProperties,
);
export const PidTagAttachLongPathname = tagged(
  'PidTagAttachLongPathname',
  0x370d,
  PtypString,
  messageAttachmentProperties,
);
export const PidTagAttachMethod = tagged('PidTagAttachMethod', 0x3705, PtypInteger32, messageAttachmentProperties);
export const PidTagAttachMimeTag = tagged('PidTagAttachMimeTag', 0x370e, PtypString, messageAttachmentProperties);
export const PidTagAttachNumber = tagged('PidTagAttachNumber', 0x0e21, PtypInteger32, messageAttachmentProperties);
export const PidTagAttachPathname = tagged('PidTagAttachPathname', 0x3708, PtypString, messageAttachmentProperties);
export const PidTagAttachPayloadClass = tagged('PidTagAttachPayloadClass', 0x371a, PtypString, 'Outlook Application');
export const PidTagAttachPayloadProviderGuidString = tagged(
  'PidTagAttachPayloadProviderGuidString',
  0x3719,
  PtypString,
  'Outlook Application',
);
export const PidTagAttachRendering = tagged('PidTagAttachRendering', 0x3709, PtypBinary, messageAttachmentProperties);
export const PidTagAttachSize = tagged('PidTagAttachSize', 0x0e20, PtypInteger32, messageAttachmentProperties);
export const PidTagAttachTag = tagged('PidTagAttachTag', 0x370a, PtypBinary, messageAttachmentProperties);
export const PidTagAttachTransportName = tagged(
  'PidTagAttachTransportName',
  0x370c,
  PtypString,
  messageAttachmentProperties,
);
export const PidTagAttachmentContactPhoto = tagged(
  'PidTagAttachmentContactPhoto',
  0x7fff,
  PtypBoolean,
  messageAttachmentProperties,
);
export const PidTagAttachmentFlags = tagged(
  'PidTagAttachmentFlags',
  0x7ffd,
  PtypInteger32,
  messageAttachmentProperties,
);
export const PidTagAttachmentHidden = tagged(
  'PidTagAttachmentHidden',
  0x7ffe,
  PtypBoolean,
  messageAttachmentProperties,
);
export const PidTagAttachmentLinkId = tagged(
  'PidTagAttachmentLinkId',
  0x7ffa,
  PtypInteger32,
  messageAttachmentProperties,
);
export const PidTagExceptionEndTime = tagged(
  'PidTagExceptionEndTime',
  0x7ffc,
  PtypTime,
  messageClassDefinedNonTransmittable,
);
export const PidTagExceptionReplaceTime = tagged(
  'PidTagExceptionReplaceTime',
  0x7ff9,
  PtypTime,
  messageClassDefinedNonTransmittable,
);
export const PidTagExceptionStartTime = tagged(
  'PidTagExceptionStartTime',
  0x7ffb,
  PtypTime,
  messageClassDefinedNonTransmittable,
);
export const PidTagHasAttachments = tagged(
  'PidTagHasAttachments',
  0x0e1b,
  PtypBoolean,
  'Message Attachment Properties Property set',
);
export const PidTagMessageAttachments = tagged(
  'PidTagMessageAttachments',
  0x0e13,
  PtypObject,
  messageAttachmentProperties,
);
export const PidTagRenderingPosition = tagged('PidTagRenderingPosition', 0x370b, PtypInteger32, 'MapiAttachment');
export const PidTagTextAttachmentCharset = tagged(
  'PidTagTextAttachmentCharset',
  0x371b,
  PtypString,
  messageAttachmentProperties,
);
