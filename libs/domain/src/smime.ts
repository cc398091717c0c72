/** What the S/MIME gateway holds: keys and certificates by address, and what is done with the mail of whom. RFC 8551 */
import { addressKey, domainOf } from './account.ts';

/** What the gateway does with the mail of one address or of all addresses of a domain. */
export interface SmimePolicy {
  /** An address or a domain, as `smimePolicySubject` writes it. One of an address counts alone: it inherits nothing of its domain's. */
  readonly subject: string;
  /** How outgoing mail is signed: as multipart/signed, or within application/pkcs7-mime. */
  readonly sign: 'no' | 'clear' | 'opaque';
  /** What becomes of a message that is to be signed, where its sender has no valid key. */
  readonly withoutKey: 'refuse' | 'send';
  readonly encrypt: 'no' | 'yes';
  /** What becomes of a message that is to be encrypted, where not every recipient has a valid certificate; `send` sends it in clear. */
  readonly withoutCertificates: 'refuse' | 'send';
  /** Whether signatures of incoming mail are verified. */
  readonly verify: boolean;
  /** Incoming mail: `authenticated` decrypts what nobody can have changed, by AES-GCM or a valid signature inside (EFAIL). */
  readonly decrypt: 'no' | 'authenticated' | 'any';
  /** Whether certificates of valid signatures are kept for their addresses. */
  readonly learn: boolean;
}

/** What a new policy does beside what it is told: nothing to outgoing mail, and nothing in clear that should not be. */
export const smimePolicyDefaults: Omit<SmimePolicy, 'subject'> = {
  sign: 'no',
  withoutKey: 'refuse',
  encrypt: 'no',
  withoutCertificates: 'refuse',
  verify: true,
  decrypt: 'no',
  learn: false,
};

/** A private key of an address, as it is kept. */
export interface SmimeKey {
  /** As `addressKey` writes it. */
  readonly address: string;
  /** SHA-256 of its certificate, 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  /** DER, its own first, then those that vouch for it. */
  readonly certificates: readonly Uint8Array[];
  /** The PKCS #8 octets, sealed by a master key for this address and fingerprint. */
  readonly sealed: Uint8Array;
  /** When its certificate ends, epoch milliseconds. */
  readonly notAfter: number;
  readonly addedAt: number;
}

/** A certificate to encrypt for: of somebody here or elsewhere. */
export interface SmimeCertificate {
  /** As `addressKey` writes it. */
  readonly address: string;
  /** SHA-256 of the certificate, 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of those that came along and may vouch for it. */
  readonly issuers: readonly Uint8Array[];
  /** By an operator, or from a signature that was valid. */
  readonly source: 'given' | 'learned';
  readonly addedAt: number;
}

/**
 * How the subject of a policy is written: an address as `addressKey` does, a domain in lower case and NFC.
 * @throws {DomainError} `address-invalid`
 */
export function smimePolicySubject(text: string): string {
  return text.includes('@') ? addressKey(text) : domainOf(addressKey(`postmaster@${text}`));
}

/** The subjects whose policy is that of `address`, the one that counts first: the address and its domain; of what is no address none. */
export function smimePolicySubjects(address: string): readonly string[] {
  if (!address.includes('@')) return [];
  const key = address.normalize('NFC').toLowerCase();
  return [key, domainOf(key)];
}
