/** Converts whatever comes: a message that only fails arrives undecoded. */
import type { BlobRef } from '@postbus/domain';
import { conversionGivenUp } from '../channels.ts';
import type { BoundedAttempts } from './bounded-attempts.ts';
import type { Conversion, Converted } from './conversion.ts';
import { undecodableMessage } from './undecodable-message.ts';

export interface ReliableOptions {
  readonly receivedAt: number;
  readonly signal: AbortSignal;
  readonly read: (raw: BlobRef) => Promise<Uint8Array>;
}

export class ConvertReliably {
  constructor(
    private readonly conversion: Conversion,
    private readonly attempts: BoundedAttempts,
  ) {}

  /**
   * @param id of the event; attempts are counted by it
   * @throws {PortError} of reading the blob; {ConversionError} `aborted`; never because of the message's bytes
   */
  execute(id: string, raw: BlobRef, { receivedAt, signal, read }: ReliableOptions): Promise<Converted> {
    return this.attempts.execute<Converted>(
      {
        id,
        size: raw.size,
        signal,
        read: () => read(raw),
        run: (bytes, isolated) => this.conversion.convert(bytes, { receivedAt, isolated, signal }),
      },
      () => {
        conversionGivenUp.publish({ event: id, size: raw.size });
        return undecodableMessage(raw.size, receivedAt);
      },
    );
  }
}
