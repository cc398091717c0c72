/** What is asked of the pool's threads about S/MIME, and what they answer: plain values, which cross between threads. */
import type { SecureForm } from '@postbus/smime';

/** Files as they are on the disk; threads read what is in them. */
export interface TrustMaterial {
  /** Another number says that something in it changed. */
  readonly version: number;
  /** PEM of the trust anchors; undefined where nobody is trusted. */
  readonly anchors: TrustFile | undefined;
  /** PEM or DER. */
  readonly crls: readonly TrustFile[];
}

export interface TrustFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A private key with its certificates in DER, its own first. */
export interface KeyMaterial {
  readonly certificates: readonly Uint8Array[];
  readonly pkcs8: Uint8Array;
}

/** A certificate in DER, with those that may vouch for it. */
export interface CertificateMaterial {
  readonly certificate: Uint8Array;
  readonly issuers: readonly Uint8Array[];
}

/** What can be done to a message that is to leave. */
export interface PlanTask {
  readonly kind: 'plan';
  /** Epoch milliseconds for which certificates are looked at. */
  readonly at: number;
  /** Who signs, with the certificates of the keys there are, each its own first; newest first. */
  readonly author: string;
  readonly keys: readonly (readonly Uint8Array[])[];
  /** Who is encrypted for, each with the certificates to choose from, the preferred first. */
  readonly recipients: readonly { readonly address: string; readonly certificates: readonly CertificateMaterial[] }[];
}

export interface Plan {
  /** What the message is already, by its contents and not by its label alone. */
  readonly form: SecureForm | undefined;
  /** Which of the keys may sign now, by their places; the newest first. */
  readonly keys: readonly number[];
  /** Addresses, as given, to the certificate to encrypt by; those that have none valid are missing. */
  readonly certificates: ReadonlyMap<string, Uint8Array>;
  /** Addresses, as given, that neither To nor Cc names. */
  readonly blind: readonly string[];
}

/** Signs, encrypts, or both, in this order. RFC 8551 3.7 */
export interface ProtectTask {
  readonly kind: 'protect';
  readonly sign?: {
    readonly form: 'clear' | 'opaque';
    readonly key: KeyMaterial;
    /** Epoch milliseconds. */
    readonly signingTime: number;
  };
  readonly encrypt?: {
    /** Certificates in DER of those who can read it. */
    readonly recipients: readonly Uint8Array[];
    readonly algorithm: 'AES-256-GCM' | 'AES-256-CBC';
  };
}

export type Protected =
  | { readonly done: true; readonly bytes: Uint8Array; readonly eightBit: boolean }
  /** The key is none, or another than that of its certificate; `code` is that of CmsError. */
  | { readonly done: false; readonly code: string };

/** What is to be found out about a message that came in. */
export interface OpenTask {
  readonly kind: 'open';
  readonly at: number;
  readonly verify: boolean;
  readonly decrypt: 'no' | 'authenticated' | 'any';
  readonly keys: readonly KeyMaterial[];
}

export type SmimeOutcome = 'valid' | 'untrusted' | 'broken' | 'undecided' | 'unsigned';

export interface SignerReport {
  /** That its certificate names. */
  readonly addresses: readonly string[];
  /** SHA-256 of its certificate in hexadecimal digits; undefined where it did not come along. */
  readonly fingerprint: string | undefined;
  /** Epoch milliseconds, as the signer says. */
  readonly signingTime: number | undefined;
  readonly outcome: Exclude<SmimeOutcome, 'unsigned'>;
  /** Codes of the checks that failed. */
  readonly failures: readonly string[];
}

/** The forms that are looked at. */
export type LookedAtForm = Extract<SecureForm, 'clear-signed' | 'signed' | 'enveloped' | 'auth-enveloped'>;

export interface SmimeReport {
  readonly form: LookedAtForm;
  readonly outcome: SmimeOutcome;
  readonly signers: readonly SignerReport[];
  /** Why the signature cannot be read at all. */
  readonly fault?: string;
  readonly decrypted?: { readonly algorithm: string; readonly authenticated: boolean };
}

/** The certificate of a valid signer, named by From, that may be encrypted for. */
export interface LearnedCertificate extends CertificateMaterial {
  readonly address: string;
  readonly fingerprint: string;
}

export interface Opened {
  readonly report: SmimeReport;
  /** The message without what was encrypted; undefined where it stays as it came. */
  readonly message?: Uint8Array;
  readonly learned?: LearnedCertificate;
}
