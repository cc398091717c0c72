/** Mbox files: what is in them, and their variants. RFC 4155 */

/**
 * How a body's own lines that begin with `From ` are told from those between messages:
 * - `mboxo`: each has `>` before it; one that had it already cannot be told from it
 * - `mboxrd`: each, and each that has any number of `>`, has one `>` more
 * - `mboxcl`: as mboxo, and Content-Length tells where the body ends
 * - `mboxcl2`: Content-Length alone tells, nothing is quoted
 * - `auto`: as mboxcl2 for a message whose Content-Length leads to the next one or to the end, else as mboxrd
 */
export type MboxVariant = 'auto' | 'mboxo' | 'mboxrd' | 'mboxcl' | 'mboxcl2';

export interface MboxOptions {
  /** `auto` unless told. */
  readonly variant?: MboxVariant | undefined;
  /** Bytes of one message. Stops a file without separators, which is held until one comes. 1 GiB unless told. */
  readonly messageBytes?: number;
}

export interface MboxMessage {
  /** From 1. */
  readonly number: number;
  /** Of its separator line, in bytes from the start of the file. */
  readonly offset: number;
  /** The separator line without its line end: `From anna@example.org Sat Nov 21 16:00:00 2026`. */
  readonly separator: string;
  /** The message, its quoted lines as they were before they were put in the mbox. */
  readonly bytes: Uint8Array;
}

export const defaultMessageBytes = 1024 ** 3;
