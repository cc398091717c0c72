export { SmsError, type SmsErrorCode } from './sms-error.ts';
export { NationalLanguage, type Shifts, isNationalLanguage } from './alphabet/national-language.ts';
export { lockingTable, singleTable, type ShiftTable } from './alphabet/shift-tables.ts';
export { decodeGsm, encodeGsm } from './alphabet/gsm-text.ts';
export { fillBitsAfter, packSeptets, septetsOfHeader, unpackSeptets } from './alphabet/septets.ts';
export { decodeUcs2, encodeUcs2 } from './alphabet/ucs2-text.ts';
export { transliterate } from './alphabet/transliterate.ts';
export {
  type DataCoding,
  type MessageClass,
  type MessageWaitingKind,
  type SmsAlphabet,
  alphabetOf,
  dataCodingOctet,
  readDataCoding,
} from './data-coding.ts';
export {
  type Concatenation,
  ElementId,
  type InformationElement,
  type OtherElement,
  type Ports,
  type Shift,
  type SpecialMessage,
} from './information-element.ts';
export {
  type UserDataHeader,
  concatenationOf,
  portsOf,
  readUserDataHeader,
  shiftsOf,
  userDataHeader,
} from './user-data-header.ts';
export type { TextEncoding, TextOptions } from './text-encoding.ts';
export { type TextCount, countText } from './count-text.ts';
export {
  type Segment,
  type SegmentOptions,
  type TextSegment,
  packedUserData,
  segmentOctets,
  segmentText,
  unpackedUserData,
} from './segment-text.ts';
export { type UserData, type UserDataOptions, readUserData, textOf } from './read-user-data.ts';
export { type MessagePart, PartAssembly, assembleParts, concatenationKey } from './part-assembly.ts';
export { MessageState, isFinalState, messageStateOf, messageStateText } from './message-state.ts';
export {
  type DeliveryReceipt,
  type ReceiptReadOptions,
  type ReceiptToWrite,
  deliveryReceiptText,
  readDeliveryReceipt,
} from './delivery-receipt.ts';
export { readReceiptDate, receiptDateText } from './receipt-date.ts';
export { type MessageIdMatch, compareMessageIds, messageIdForm, messageIdForms } from './message-id.ts';
