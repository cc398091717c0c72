/** Rows of the S/MIME gateway's keys and certificates. */
import { fromBase64, toBase64 } from '@postbus/bytes';
import type { SmimeCertificate, SmimeKey } from '@postbus/domain';

export interface SmimeKeyRow {
  readonly address: string;
  readonly fingerprint: string;
  readonly certificates: string;
  readonly sealed: Uint8Array;
  readonly not_after: number;
  readonly added_at: number;
}

export interface SmimeCertificateRow {
  readonly address: string;
  readonly fingerprint: string;
  readonly certificate: Uint8Array;
  readonly issuers: string;
  readonly source: SmimeCertificate['source'];
  readonly added_at: number;
}

export function keyOf({ certificates, not_after, added_at, ...row }: SmimeKeyRow): SmimeKey {
  return { ...row, certificates: readList(certificates), notAfter: not_after, addedAt: added_at };
}

export function certificateOf({ issuers, added_at, ...row }: SmimeCertificateRow): SmimeCertificate {
  return { ...row, issuers: readList(issuers), addedAt: added_at };
}

/** Certificates as JSON, each in base64. */
export function writeList(certificates: readonly Uint8Array[]): string {
  return JSON.stringify(certificates.map((certificate) => toBase64(certificate)));
}

function readList(json: string): Uint8Array[] {
  return (JSON.parse(json) as string[]).map((certificate) => fromBase64(certificate));
}
