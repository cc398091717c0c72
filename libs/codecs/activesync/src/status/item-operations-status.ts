/** Status of ItemOperations and of each operation. [MS-ASCMD] 2.2.3.177.8 */
export const ItemOperationsStatus = {
  /** Done. */
  Success: 1,
  /** The request does not follow the protocol. */
  ProtocolError: 2,
  /** Something failed on the server. */
  ServerError: 3,
  /** Document library: the link is malformed. */
  BadLink: 4,
  /** Document library: access is denied. */
  AccessDenied: 5,
  /** There is no such object, or access to it is denied. */
  NotFound: 6,
  /** Document library: the server of the document cannot be reached. */
  ConnectionFailed: 7,
  /** The byte range is invalid or too large. */
  InvalidRange: 8,
  /** The store is unknown, or does not support the operation. */
  UnknownStore: 9,
  /** The file is empty. */
  EmptyFile: 10,
  /** The requested data is too large. */
  TooLarge: 11,
  /** The file could not be read. */
  ReadFailed: 12,
  /** The body of the item could not be converted. */
  ConversionFailed: 14,
  /** The attachment is invalid, or cannot be fetched. */
  InvalidAttachment: 15,
  /** Access to the resource is denied. */
  ResourceAccessDenied: 16,
  /** Some of the operation was done. */
  PartialSuccess: 17,
  /** Credentials are needed for the document. */
  CredentialsRequired: 18,
  /** The Move operation lacks what it needs, as MoveAlways. */
  ProtocolErrorInMove: 155,
  /** The destination of Move is not fit for it. */
  MoveDestinationInvalid: 156,
} as const;
export type ItemOperationsStatus = (typeof ItemOperationsStatus)[keyof typeof ItemOperationsStatus];
