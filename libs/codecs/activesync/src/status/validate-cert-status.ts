/** Status of ValidateCert and of each certificate. [MS-ASCMD] 2.2.3.177.18 */
export const ValidateCertStatus = {
  /** Done; of a certificate: it is valid. */
  Success: 1,
  /** The request does not follow the protocol. */
  ProtocolError: 2,
  /** The signature of the message, or of the certificate, is invalid. */
  InvalidSignature: 3,
  /** The certificate comes from an untrusted source. */
  UntrustedSource: 4,
  /** The chain is malformed. */
  InvalidChain: 5,
  /** The certificate is not meant for signed or encrypted mail. */
  NotForEmail: 6,
  /** The certificate has expired or is not valid yet. */
  Expired: 7,
  /** The validity periods in the chain do not nest. */
  InconsistentValidity: 8,
  /** An id of a certificate in the chain is used wrongly. */
  WrongKeyUsage: 9,
  /** Something needed about the certificate is missing. */
  InformationMissing: 10,
  /** A certificate in the chain acts in a role that it does not have. */
  WrongRole: 11,
  /** The certificate does not match the address of the sender. */
  NameMismatch: 12,
  /** The certificate has been revoked. */
  Revoked: 13,
  /** The revocation server cannot be reached. */
  RevocationServerOffline: 14,
  /** A certificate in the chain has been revoked. */
  ChainRevoked: 15,
  /** The revocation status is not known. */
  RevocationUnknown: 16,
  /** Something unknown failed on the server. */
  UnknownServerError: 17,
} as const;
export type ValidateCertStatus = (typeof ValidateCertStatus)[keyof typeof ValidateCertStatus];
