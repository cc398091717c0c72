export { Mm7Error, type Mm7ErrorCode, type Mm7ErrorOptions } from './mm7-error.ts';
export { type Mm7Release, type Mm7Schema, mm7Namespace, mm7SchemaOf, mm7Schemas } from './mm7-schema.ts';
export { type Mm7Status, Mm7StatusCode, isRetryableStatus, isSuccess, statusName } from './status-code.ts';
export { type Mm7Duration, type Mm7Time, mm7TimeFrom } from './mm7-time.ts';
export type { Mm7Address, Mm7AddressKind, Mm7Recipients, Mm7SenderIdentification } from './mm7-address.ts';
export type {
  CancelRequest,
  DeliverRequest,
  DeliverResponse,
  DeliveryReportRequest,
  ErrorResponse,
  FaultResponse,
  Mm7ChargedParty,
  Mm7ContentClass,
  Mm7ContentReference,
  Mm7Message,
  Mm7MessageClass,
  Mm7Priority,
  Mm7ReplyCharging,
  Mm7Request,
  Mm7Response,
  PlainResponse,
  ReadReplyRequest,
  ReplaceRequest,
  SoapFault,
  SubmitRequest,
  SubmitResponse,
} from './messages.ts';
export { errorResponse } from './fault.ts';
export { type Mm7Limits, defaultMm7Limits } from './mm7-limits.ts';
export { type Mm7Received, readMm7 } from './read-mm7.ts';
export { type Mm7WriteOptions, type Mm7Written, writeMm7 } from './write-mm7.ts';
