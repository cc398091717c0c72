/** What was looked at in a signature or a certificate, and what came of it. */

export type CheckName =
  | 'signer-certificate'
  | 'content-type'
  | 'message-digest'
  | 'signature'
  | 'signing-certificate'
  | 'algorithms'
  | 'chain'
  | 'validity'
  | 'basic-constraints'
  | 'key-usage'
  | 'extended-key-usage'
  | 'critical-extensions'
  | 'name-constraints'
  | 'revocation'
  | 'from';

export type FailureCode =
  | 'no-signer-certificate'
  | 'no-content'
  | 'content-type-mismatch'
  | 'digest-missing'
  | 'digest-mismatch'
  | 'signature-mismatch'
  | 'signing-certificate-mismatch'
  | 'unsupported-algorithm'
  | 'weak-algorithm'
  | 'no-issuer'
  | 'untrusted-root'
  | 'certificate-signature-mismatch'
  | 'not-yet-valid'
  | 'expired'
  | 'not-a-ca'
  | 'path-too-long'
  | 'key-usage'
  | 'extended-key-usage'
  | 'unknown-critical-extension'
  | 'name-not-permitted'
  | 'revoked'
  | 'no-crl'
  | 'no-address'
  | 'address-mismatch';

export type Check =
  | { readonly check: CheckName; readonly passed: true }
  | {
      readonly check: CheckName;
      readonly passed: false;
      readonly code: FailureCode;
      /** One sentence for people and logs. */
      readonly message: string;
    };

export const passed = (check: CheckName): Check => ({ check, passed: true });

export const failed = (check: CheckName, code: FailureCode, message: string): Check => ({
  check,
  passed: false,
  code,
  message,
});

/** The check as it failed first among `failures`, else passed. */
export const firstOf = (check: CheckName, failures: readonly (Check | undefined)[]): Check =>
  failures.find((failure) => failure !== undefined) ?? passed(check);
