/** Converts whatever comes: an attempt is recorded before it starts, and a message that crashed twice arrives undecoded. */
import type { BlobRef } from '@postbus/domain';
import type { AttemptLog } from '@postbus/ports';
import { conversionGivenUp } from '../channels.ts';
import type { ByteBudget } from './byte-budget.ts';
import { type Conversion, ConversionError, type Converted } from './conversion.ts';
import { undecodableMessage } from './undecodable-message.ts';

/** After so many attempts that never ended, the message is not decoded any more. */
const mostCrashes = 2;

export interface ReliableOptions {
  readonly receivedAt: number;
  readonly signal: AbortSignal;
  readonly read: (raw: BlobRef) => Promise<Uint8Array>;
}

export class ConvertReliably {
  constructor(
    private readonly conversion: Conversion,
    private readonly attempts: AttemptLog,
    private readonly budget: ByteBudget,
  ) {}

  /**
   * @param id of the event; attempts are counted by it
   * @throws {PortError} of reading the blob; {ConversionError} `aborted`; never because of the message's bytes
   */
  execute(id: string, raw: BlobRef, options: ReliableOptions): Promise<Converted> {
    return this.budget.within(raw.size, options.signal, () => this.#convert(id, raw, options));
  }

  async #convert(id: string, raw: BlobRef, options: ReliableOptions): Promise<Converted> {
    for (;;) {
      const bytes = await options.read(raw);
      const crashes = await this.attempts.begin(id);
      if (crashes >= mostCrashes) return this.#giveUp(id, raw, options.receivedAt);
      const converted = await this.#attempt(bytes, crashes > 0, options);
      if (converted === undefined) continue;
      await this.attempts.end(id);
      return converted;
    }
  }

  async #attempt(bytes: Uint8Array, isolated: boolean, options: ReliableOptions): Promise<Converted | undefined> {
    try {
      return await this.conversion.convert(bytes, { receivedAt: options.receivedAt, isolated, signal: options.signal });
    } catch (error) {
      if (error instanceof ConversionError && error.code !== 'aborted') return undefined;
      throw error;
    }
  }

  async #giveUp(id: string, raw: BlobRef, receivedAt: number): Promise<Converted> {
    conversionGivenUp.publish({ event: id, size: raw.size });
    const undecodable = undecodableMessage(raw.size, receivedAt);
    await this.attempts.end(id);
    return undecodable;
  }
}
