/** What the S/MIME gateway holds: private keys (sealed), certificates of correspondents, and policies. */
import type { SmimeCertificate, SmimeKey, SmimePolicy } from '@postbus/domain';

/** Names one key or certificate: an address (in any case) has each fingerprint once. */
export interface SmimeEntryName {
  readonly address: string;
  /** SHA-256 of the certificate, 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
}

/** A part of a list in the order of addresses, then fingerprints. */
export interface SmimePage {
  /** Only those that come after this one. */
  readonly after?: SmimeEntryName;
  /** 100 unless told. */
  readonly limit?: number;
}

/**
 * Addresses are taken in any case and kept as `addressKey` writes them; what may be no address has nothing. A write is
 * durable when fulfilled. Every call may throw {PortError} `unavailable`; one that writes, `storage-full` and
 * `outcome-unknown` too, and {DomainError} `address-invalid`.
 */
export interface SmimeStore {
  /** Takes the place of the one of the same address and fingerprint. */
  putKey(key: SmimeKey): Promise<void>;
  /** Newest first, by `addedAt`. */
  keys(address: string): Promise<SmimeKey[]>;
  /** In the order of addresses, then fingerprints. */
  allKeys(page?: SmimePage): Promise<SmimeKey[]>;
  /**
   * Puts `sealed` in the place of what `key` holds sealed, where the store still holds exactly that: a key that was
   * removed meanwhile stays removed. @returns whether it did
   */
  resealKey(key: SmimeKey, sealed: Uint8Array): Promise<boolean>;
  /** @returns whether it was there */
  removeKey(address: string, fingerprint: string): Promise<boolean>;

  /**
   * Takes the place of the one of the same address and fingerprint; but one that was given stays as it is where a learned
   * one comes.
   */
  putCertificate(certificate: SmimeCertificate): Promise<void>;
  /** Newest first, by `addedAt`. */
  certificates(address: string): Promise<SmimeCertificate[]>;
  /** In the order of addresses, then fingerprints. */
  allCertificates(page?: SmimePage): Promise<SmimeCertificate[]>;
  /** @returns whether it was there */
  removeCertificate(address: string, fingerprint: string): Promise<boolean>;

  /** Takes the place of the one of the same subject. */
  putPolicy(policy: SmimePolicy): Promise<void>;
  /** That of exactly this subject. */
  policy(subject: string): Promise<SmimePolicy | undefined>;
  /** That of the address, else that of its domain; whole, neither adds to the other. */
  policyFor(address: string): Promise<SmimePolicy | undefined>;
  /** In the order of subjects. */
  policies(page?: { readonly after?: string; readonly limit?: number }): Promise<SmimePolicy[]>;
  /** @returns whether it was there */
  removePolicy(subject: string): Promise<boolean>;
}
