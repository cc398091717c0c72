/** Textual encodings of certificates, CRLs and keys. RFC 7468 */
import { fromBase64, toBase64 } from '@postbus/bytes';

export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** What certificates are labelled: as RFC 7468 5 says, and as it says that others do. */
export const certificateLabels: ReadonlySet<string> = new Set([
  'CERTIFICATE',
  'TRUSTED CERTIFICATE',
  'X509 CERTIFICATE',
]);

/** The blocks in `text`; what stands between them is passed over. */
export function readPem(text: string): PemBlock[] {
  const blocks = text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g);
  return Array.from(blocks, ([, label, base64]) => ({
    label: label!,
    bytes: fromBase64(base64!.replace(/\s+/g, '')),
  }));
}

/** `bytes` as a block, lines of 64 characters, with a line end at the end. */
export function writePem(label: string, bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
