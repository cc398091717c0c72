/**
 * Values that are not held inline: a blob, or a slice of the message's original MIME that is decoded when read.
 * So delivery writes no attachment a second time.
 */
export type TransferEncoding = '7bit' | '8bit' | 'binary' | 'base64' | 'quoted-printable' | 'x-uuencode';

export interface BlobValue {
  readonly in: 'blob';
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** How the bytes are text, where the property is a string; UTF-8 unless told. */
  readonly charset?: string;
}

export interface MimeSlice {
  readonly in: 'mime';
  /** Of the first encoded byte, from the start of the original MIME. */
  readonly offset: number;
  /** Encoded bytes. */
  readonly length: number;
  readonly transferEncoding: TransferEncoding;
  /** Bytes of the value: those of `prefix`, then the decoded ones. */
  readonly size: number;
  readonly charset?: string;
  /** Bytes of the original that stand before the decoded ones: the Content-Type of a signed entity, cut out from among other fields. */
  readonly prefix?: { readonly offset: number; readonly length: number };
}

export type ExternalValue = BlobValue | MimeSlice;

/** Gives the bytes of values that lie outside a message object, transfer encodings undone. */
export type ResolveValue = (value: ExternalValue) => Uint8Array;

export function isExternal(value: unknown): value is ExternalValue {
  return typeof value === 'object' && value !== null && 'in' in value && (value.in === 'blob' || value.in === 'mime');
}
