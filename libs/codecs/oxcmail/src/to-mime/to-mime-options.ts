/** What a conversion to MIME is told. */
import type { ExternalValue, OneOff, ResolveValue } from '@postbus/mapi';
import type { HeaderWriteOptions } from '@postbus/mime';
import { OxcmailError } from '../oxcmail-error.ts';

/** Which messages are written as TNEF messages: none; those that ask for it, by PidLidUseTnef; all. [MS-OXCMAIL] 2.1.2 */
export type TnefChoice = 'never' | 'where-asked' | 'always';

export interface ToMimeOptions {
  /** Gives the bytes of values that lie outside the object; without it there may be none. */
  readonly resolve?: ResolveValue;
  /** Message-ID, with its angle brackets, of a message that has none. */
  readonly messageId?: string;
  /** Epoch ms, for Date of a message that has no PidTagClientSubmitTime. */
  readonly sentAt?: number;
  /** Whether Bcc recipients are written: for drafts and copies of what was sent, never for what goes out. [MS-OXCMAIL] 2.1.3.1.1 */
  readonly writesBcc?: boolean;
  /** Makes boundaries; random unless told. */
  readonly boundary?: () => string;
  /** Messages embedded in one another that are written. Stops objects made to exhaust the stack. */
  readonly embeddedDepth?: number;
  /** Whether header fields and addresses may be UTF-8: for a way that is known to take it (SMTPUTF8). RFC 6531, RFC 6532 */
  readonly utf8Headers?: boolean;
  /** Whether 8-bit text may go as it is: for a way that is known to take it (8BITMIME). RFC 6152 */
  readonly eightBit?: boolean;
  /** Looks up the SMTP address of a user of another address type: in a directory, say. [MS-OXCMAIL] 2.1.3.1.7 */
  readonly smtpAddressOf?: (user: OneOff) => string | undefined;
  /** The domain of addresses of other types put into Internet ones: one that can deliver to them. [MS-OXCMAIL] 2.1.3.1.8 */
  readonly imceaDomain?: string;
  /** `never` unless told. */
  readonly tnef?: TnefChoice;
  /** Whether fields of the organization's own are written: for ways that do not leave it. [MS-OXCMAIL] 2.1.3.2 */
  readonly organizationFields?: boolean;
}

export interface Writing {
  readonly options: ToMimeOptions;
  readonly resolve: ResolveValue;
  readonly header: HeaderWriteOptions;
  /** How many messages the one at hand is embedded in. */
  readonly depth: number;
}

/** @throws {OxcmailError} `too-deep` */
export function writingAt(options: ToMimeOptions, depth: number): Writing {
  if (depth > (options.embeddedDepth ?? 20)) {
    throw new OxcmailError('too-deep', `depth ${depth}`, 'too many messages embedded in one another');
  }
  return { options, resolve: options.resolve ?? unresolved, header: { utf8: options.utf8Headers === true }, depth };
}

function unresolved(value: ExternalValue): never {
  throw new OxcmailError(
    'value-not-here',
    JSON.stringify(value),
    'a value lies outside, and nothing was given to read it',
  );
}
