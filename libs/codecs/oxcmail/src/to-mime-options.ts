/** What a conversion to MIME is told. */
import type { ExternalValue, ResolveValue } from '@postbus/mapi';
import { OxcmailError } from './oxcmail-error.ts';

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
}

export interface Writing {
  readonly options: ToMimeOptions;
  readonly resolve: ResolveValue;
  /** How many messages the one at hand is embedded in. */
  readonly depth: number;
}

/** @throws {OxcmailError} `too-deep` */
export function writingAt(options: ToMimeOptions, depth: number): Writing {
  if (depth > (options.embeddedDepth ?? 20)) {
    throw new OxcmailError('too-deep', `depth ${depth}`, 'too many messages embedded in one another');
  }
  return { options, resolve: options.resolve ?? unresolved, depth };
}

function unresolved(value: ExternalValue): never {
  throw new OxcmailError(
    'value-not-here',
    JSON.stringify(value),
    'a value lies outside, and nothing was given to read it',
  );
}
