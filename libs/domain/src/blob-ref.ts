/** A blob by the SHA-256 of its bytes. */
export interface BlobRef {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}
