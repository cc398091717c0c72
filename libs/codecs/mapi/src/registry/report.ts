/** Receipts, delivery reports and what they tell. [MS-OXOMSG] 2.2.2, [MS-OXCMAIL] 2.3 */
import { PropertyType } from '../property-type.ts';
import { tagged } from './define.ts';

const { PtypBinary, PtypBoolean, PtypInteger32, PtypString, PtypTime } = PropertyType;
const email = 'Email';
const generalMessageProperties = 'General Message Properties';
const mapiEnvelope = 'MapiEnvelope';
const transportEnvelope = 'Transport Envelope';

export const PidTagAutoForwardComment = tagged(
  'PidTagAutoForwardComment',
  0x0004,
  PtypString,
  'General Report Properties',
);
export const PidTagAutoForwarded = tagged('PidTagAutoForwarded', 0x0005, PtypBoolean, 'General Report Properties');
export const PidTagDeliverTime = tagged('PidTagDeliverTime', 0x0010, PtypTime, email);
export const PidTagNonDeliveryReportDiagCode = tagged('PidTagNonDeliveryReportDiagCode', 0x0c05, PtypInteger32, email);
export const PidTagNonDeliveryReportReasonCode = tagged(
  'PidTagNonDeliveryReportReasonCode',
  0x0c04,
  PtypInteger32,
  email,
);
export const PidTagNonDeliveryReportStatusCode = tagged(
  'PidTagNonDeliveryReportStatusCode',
  0x0c20,
  PtypInteger32,
  email,
);
export const PidTagNonReceiptNotificationRequested = tagged(
  'PidTagNonReceiptNotificationRequested',
  0x0c06,
  PtypBoolean,
  email,
);
export const PidTagOriginalAuthorEntryId = tagged('PidTagOriginalAuthorEntryId', 0x004c, PtypBinary, email);
export const PidTagOriginalAuthorName = tagged('PidTagOriginalAuthorName', 0x004d, PtypString, email);
export const PidTagOriginalDeliveryTime = tagged(
  'PidTagOriginalDeliveryTime',
  0x0055,
  PtypTime,
  generalMessageProperties,
);
export const PidTagOriginalDisplayBcc = tagged(
  'PidTagOriginalDisplayBcc',
  0x0072,
  PtypString,
  generalMessageProperties,
);
export const PidTagOriginalDisplayCc = tagged('PidTagOriginalDisplayCc', 0x0073, PtypString, generalMessageProperties);
export const PidTagOriginalDisplayTo = tagged('PidTagOriginalDisplayTo', 0x0074, PtypString, generalMessageProperties);
export const PidTagOriginalEntryId = tagged('PidTagOriginalEntryId', 0x3a12, PtypBinary, generalMessageProperties);
export const PidTagOriginalMessageClass = tagged(
  'PidTagOriginalMessageClass',
  0x004b,
  PtypString,
  'Secure Messaging Properties',
);
export const PidTagOriginalSensitivity = tagged(
  'PidTagOriginalSensitivity',
  0x002e,
  PtypInteger32,
  generalMessageProperties,
);
export const PidTagOriginalSubject = tagged('PidTagOriginalSubject', 0x0049, PtypString, generalMessageProperties);
export const PidTagOriginalSubmitTime = tagged('PidTagOriginalSubmitTime', 0x004e, PtypTime, generalMessageProperties);
export const PidTagOriginatorDeliveryReportRequested = tagged(
  'PidTagOriginatorDeliveryReportRequested',
  0x0023,
  PtypBoolean,
  'MIME Properties',
);
export const PidTagOriginatorNonDeliveryReportRequested = tagged(
  'PidTagOriginatorNonDeliveryReportRequested',
  0x0c08,
  PtypBoolean,
  'MIME Properties',
);
export const PidTagParentKey = tagged('PidTagParentKey', 0x0025, PtypBinary, mapiEnvelope);
export const PidTagReadReceiptAddressType = tagged(
  'PidTagReadReceiptAddressType',
  0x4029,
  PtypString,
  transportEnvelope,
);
export const PidTagReadReceiptEmailAddress = tagged(
  'PidTagReadReceiptEmailAddress',
  0x402a,
  PtypString,
  transportEnvelope,
);
export const PidTagReadReceiptEntryId = tagged('PidTagReadReceiptEntryId', 0x0046, PtypBinary, mapiEnvelope);
export const PidTagReadReceiptName = tagged('PidTagReadReceiptName', 0x402b, PtypString, transportEnvelope);
export const PidTagReadReceiptRequested = tagged('PidTagReadReceiptRequested', 0x0029, PtypBoolean, email);
export const PidTagReadReceiptSearchKey = tagged('PidTagReadReceiptSearchKey', 0x0053, PtypBinary, mapiEnvelope);
export const PidTagReadReceiptSmtpAddress = tagged('PidTagReadReceiptSmtpAddress', 0x5d05, PtypString, 'Mail');
export const PidTagReceiptTime = tagged('PidTagReceiptTime', 0x002a, PtypTime, email);
export const PidTagRemoteMessageTransferAgent = tagged('PidTagRemoteMessageTransferAgent', 0x0c21, PtypString, email);
export const PidTagReportDisposition = tagged('PidTagReportDisposition', 0x0080, PtypString, email);
export const PidTagReportDispositionMode = tagged('PidTagReportDispositionMode', 0x0081, PtypString, email);
export const PidTagReportEntryId = tagged('PidTagReportEntryId', 0x0045, PtypBinary, mapiEnvelope);
export const PidTagReportName = tagged('PidTagReportName', 0x003a, PtypString, mapiEnvelope);
export const PidTagReportSearchKey = tagged('PidTagReportSearchKey', 0x0054, PtypBinary, mapiEnvelope);
export const PidTagReportTag = tagged('PidTagReportTag', 0x0031, PtypBinary, mapiEnvelope);
export const PidTagReportText = tagged('PidTagReportText', 0x1001, PtypString, 'MapiMessage');
export const PidTagReportTime = tagged('PidTagReportTime', 0x0032, PtypTime, 'MapiEnvelope Property set');
export const PidTagReportingMessageTransferAgent = tagged(
  'PidTagReportingMessageTransferAgent',
  0x6820,
  PtypString,
  email,
);
export const PidTagSupplementaryInfo = tagged('PidTagSupplementaryInfo', 0x0c1b, PtypString, email);
