/** What the use cases ask of the converter, wherever it runs. */
import { PostbusError } from '@postbus/errors';
import type { MessageSummary } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';

export interface Converted {
  readonly object: MessageObject;
  readonly summary: MessageSummary;
}

export interface ConversionOptions {
  /** Epoch milliseconds; becomes PidTagMessageDeliveryTime. */
  readonly receivedAt: number;
  /** Whether it came close to crashing a worker before: then it runs alone in one. */
  readonly isolated: boolean;
  readonly signal: AbortSignal;
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
  constructor(code: ConversionError['code'], message: string, options: ErrorOptions = {}) {
    super(code, message, { ...options, retryable: code === 'aborted' });
  }
}
