/** What is converted, one message at a time. */
import type { ConvertOptions, MboxOptions, MessageDefect, MessageFormat } from '@postbus/message-file';

export interface ConversionTarget {
  readonly to: MessageFormat;
  readonly options: ConvertOptions;
  /** How an mbox is split. */
  readonly mbox: MboxOptions;
}

/** Plain values, which a thread is sent. */
export interface Conversion {
  /** For people: a path, or `mail.mbox, message 12`. */
  readonly name: string;
  /** The path of a file, or a message that was split from one. */
  readonly input: string | Uint8Array;
  /** Path of the output. */
  readonly output: string;
  readonly to: MessageFormat;
  readonly options: ConvertOptions;
}

export interface ConversionOutcome {
  /** One line where it failed. */
  readonly failure: string | undefined;
  /** What was wrong in the input, and did not keep it from being converted. */
  readonly defects: readonly MessageDefect[];
}

/** An input that does not come to be converted. */
export interface FailedInput {
  readonly name: string;
  readonly failure: string;
  /** Whether it was passed over, which is no failure. */
  readonly isWarning: boolean;
}

/** Those of a message from an mbox, which is MIME whatever it begins with. */
export function mboxMessageOptions(options: ConvertOptions): ConvertOptions {
  return { ...options, read: { ...options.read, format: 'eml' } };
}
