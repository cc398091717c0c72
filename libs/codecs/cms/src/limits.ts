/** What is read at most, so that no message costs more than its length. */
export interface CmsLimits {
  /** Elements within elements; stops an exhausted stack. */
  readonly maxDepth: number;
  /** Elements in all; stops octet strings in pieces of one byte. */
  readonly maxElements: number;
  /** SignerInfos, countersignatures counted; stops thousands of signatures to be checked. */
  readonly maxSigners: number;
  /** Certificates and CRLs of one message; stops a maze of issuers. */
  readonly maxCertificates: number;
  /** RecipientInfos; stops thousands of decryptions. */
  readonly maxRecipients: number;
}

export const defaultLimits: CmsLimits = {
  maxDepth: 48,
  maxElements: 200_000,
  maxSigners: 32,
  maxCertificates: 256,
  maxRecipients: 10_000,
};
