export { SmppError, type SmppErrorCode, type SmppErrorPlace } from './smpp-error.ts';
export { type PduHeader, readPduHeader } from './pdu-header.ts';
export {
  type BodyOf,
  type CommandName,
  type Destination,
  type RequestName,
  type ResponseName,
  type UnsuccessfulDestination,
  commandName,
  commands,
  isResponse,
  responseTo,
} from './command.ts';
export { type CommandStatus, type CommandStatusName, type Retry, commandStatus, statusCode } from './command-status.ts';
export {
  type CallbackNumber,
  type CallbackTag,
  type NetworkError,
  type SessionInfo,
  type Subaddress,
  type TlvName,
  type TlvValue,
  type WaitingFacilities,
  tlvForms,
  tlvName,
} from './tlv-table.ts';
export { mayCarry } from './allowed-tlvs.ts';
export { type Tlv, tlv, tlvValue, tlvValues } from './tlv.ts';
export { type Pdu, type PduOf, type PduToWrite, type PduToWriteOf, lastSequence, nextSequence } from './pdu.ts';
export type { PduDefect, PduDefectCode } from './pdu-defect.ts';
export { type ReadPdu, readPdu } from './read-pdu.ts';
export { writePdu } from './write-pdu.ts';
export { answerTo } from './answer-to.ts';
export { type FramerLimits, PduFramer, defaultFramerLimits } from './pdu-framer.ts';
export {
  type EsmClass,
  type MessageType,
  type MessagingMode,
  type RegisteredDelivery,
  esmClass,
  readEsmClass,
  readRegisteredDelivery,
  registeredDelivery,
} from './esm-class.ts';
export {
  type MessageCharset,
  NumberingPlan,
  SmppDataCoding,
  TypeOfNumber,
  charsetOf,
  highestPriority,
  interfaceVersion,
} from './field-values.ts';
export {
  type RelativeTime,
  absoluteTime,
  instantOf,
  isSmppTime,
  readAbsoluteTime,
  readRelativeTime,
  relativeTime,
  relativeTimeOf,
} from './smpp-time.ts';
