/** Status of ResolveRecipients, of a response, of certificates and of availability. [MS-ASCMD] 2.2.3.177.12 */
export const ResolveRecipientsStatus = {
  /** Done; of a response: the recipient was resolved. */
  Success: 1,
  /** Of a response: several recipients fit, and all are told. */
  Ambiguous: 2,
  /** Of a response: several recipients fit, and some are told. */
  AmbiguousPartial: 3,
  /** Of a response: none fits. */
  NotFound: 4,
  /** The request does not follow the protocol. */
  ProtocolError: 5,
  /** Something failed on the server; the client tries again. */
  ServerError: 6,
  /** Of certificates: the recipient has no valid certificate. */
  NoCertificate: 7,
  /** Of certificates: the limit was reached, and none is told. */
  CertificateLimitReached: 8,
} as const;
export type ResolveRecipientsStatus = (typeof ResolveRecipientsStatus)[keyof typeof ResolveRecipientsStatus];
