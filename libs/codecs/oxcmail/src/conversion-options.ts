/** What a conversion from MIME is told, and what it carries along. */
import type { MimeEntity } from '@postbus/mime';

export interface ToMessageOptions {
  /** When the message was delivered here, epoch ms: PidTagMessageDeliveryTime. From Received, else from Date, where absent. */
  readonly deliveredAt?: number;
  readonly read?: boolean;
  /** Decoded bytes up to which an attachment is held in the object; larger ones stay slices of the original. */
  readonly attachmentInlineLimit?: number;
  /** The same for text and HTML bodies. */
  readonly bodyInlineLimit?: number;
  /** Messages embedded in one another that become objects; deeper ones are attached as files. Stops bombs that cost a Message object a line. */
  readonly embeddedDepth?: number;
  /** Rows of the recipient table. Stops a To field of a million addresses, which costs a thousand times its bytes. */
  readonly recipients?: number;
  /** Header fields that become named properties. Stops a message that fills a mailbox's table of named properties. */
  readonly namedHeaders?: number;
  /**
   * Bytes of content that is made from the original and so held in the object, in all: joined texts, Apple files, what a
   * winmail.dat holds. Past it that content stays attached as it came. Stops objects that no row of a store can hold.
   */
  readonly derivedLimit?: number;
  /** Files uuencoded within one text body. Stops texts of a thousand files, each of which costs an attachment. */
  readonly uuencodedFiles?: number;
  /** Texts of one multipart/mixed that are joined to one body. Stops bodies of ten thousand parts. */
  readonly joinedTexts?: number;
  /** What a vCard becomes: an embedded Contact object, or a file. [MS-OXCMAIL] 2.2.3.4.4 */
  readonly vCards?: 'contact' | 'file';
  /**
   * Domains that hand on mail to addresses of other types: an IMCEA address there is taken apart. [MS-OXCMAIL] 2.2.3.1.2
   * That of `invalid`, which no mail can reach, always is.
   */
  readonly imceaDomains?: readonly string[];
  /**
   * Whether this server, or one that it trusts, wrote the reserved fields (`X-MS-Exchange-Organization-SCL`, …): from
   * outside they would be forged. [MS-OXCMAIL] 2.2.3.2.20, 2.2.3.2.21
   */
  readonly trustsReservedFields?: boolean;
}

export interface Conversion extends Required<Omit<ToMessageOptions, 'deliveredAt'>> {
  readonly deliveredAt: number | undefined;
  /** The bytes that slices count in. */
  readonly original: Uint8Array;
  /** How many messages the one at hand is embedded in. */
  readonly depth: number;
  /** What is left of `derivedLimit`, for the whole message. */
  readonly derived: { left: number };
}

export const defaultConversion = {
  read: false,
  attachmentInlineLimit: 4096,
  bodyInlineLimit: 32 * 1024,
  embeddedDepth: 20,
  recipients: 10_000,
  namedHeaders: 200,
  derivedLimit: 8 * 1024 * 1024,
  uuencodedFiles: 100,
  joinedTexts: 100,
  vCards: 'contact',
  imceaDomains: [],
  trustsReservedFields: false,
} as const;

/** Whether `bytes` more of derived content may be held; they are counted then. */
export function mayHold(conversion: Conversion, bytes: number): boolean {
  if (bytes > conversion.derived.left) return false;
  conversion.derived.left -= bytes;
  return true;
}

/** Whether the bytes of `part` lie in the original, not in something decoded from it. */
export function isInOriginal(part: MimeEntity, conversion: Conversion): boolean {
  return part.source === conversion.original;
}
