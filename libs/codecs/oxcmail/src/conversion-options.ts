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
}

export interface Conversion extends Required<Omit<ToMessageOptions, 'deliveredAt'>> {
  readonly deliveredAt: number | undefined;
  /** The bytes that slices count in. */
  readonly original: Uint8Array;
  /** How many messages the one at hand is embedded in. */
  readonly depth: number;
}

export const defaultConversion = {
  read: false,
  attachmentInlineLimit: 4096,
  bodyInlineLimit: 32 * 1024,
  embeddedDepth: 20,
  recipients: 10_000,
  namedHeaders: 200,
} as const;

/** Whether the bytes of `part` lie in the original, not in something decoded from it. */
export function isInOriginal(part: MimeEntity, conversion: Conversion): boolean {
  return part.source === conversion.original;
}
