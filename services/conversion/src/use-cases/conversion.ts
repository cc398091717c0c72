/** What the use cases ask of the converter, wherever it runs. */
import { PostbusError } from '@postbus/errors';
import type { MessageSummary } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import type { SecureForm } from '@postbus/smime';
import type { WorkOptions } from './work-options.ts';

export interface Converted {
  readonly object: MessageObject;
  readonly summary: MessageSummary;
  /** What S/MIME it is as a whole; undefined where it is none. */
  readonly form?: SecureForm;
}

export interface ConversionOptions extends WorkOptions {
  /** Epoch milliseconds; becomes PidTagMessageDeliveryTime. */
  readonly receivedAt: number;
}

export interface Conversion {
  /**
   * MIME to a Message object and its summary, within limits of time and memory. [MS-OXCMAIL] 2.2
   * @param raw becomes the converter's own: its buffer is empty afterwards
   * @throws {ConversionError}
   */
  convert(raw: Uint8Array, options: ConversionOptions): Promise<Converted>;
}

/** Why a message could not be converted. None of these passes by waiting: the same bytes would do the same again. */
export class ConversionError extends PostbusError<'timed-out' | 'worker-crashed' | 'conversion-failed' | 'aborted'> {
  /** The code of the fault behind `conversion-failed`, else its class. */
  readonly reason: string | undefined;

  constructor(
    code: ConversionError['code'],
    message: string,
    options: ErrorOptions & { readonly reason?: string } = {},
  ) {
    super(code, message, { ...options, retryable: code === 'aborted' });
    this.reason = options.reason;
  }
}
