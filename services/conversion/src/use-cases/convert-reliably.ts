/** Converts whatever comes: an attempt is recorded before it starts, and a message that only fails arrives undecoded. */
import type { BlobRef } from '@postbus/domain';
import type { AttemptLog } from '@postbus/ports';
import { conversionGivenUp } from '../channels.ts';
import type { ByteBudget } from './byte-budget.ts';
import { type Conversion, ConversionError, type Converted } from './conversion.ts';
import { undecodableMessage } from './undecodable-message.ts';

/** After so many failures the message is not decoded any more. */
const mostFailures = 2;
/** And after so many attempts in processes that died: more, since these are blamed on all that was under way. docs/adr/0006 */
const mostUnended = 5;

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
    for (let failures = 0; ; failures++) {
      const bytes = await options.read(raw);
      const unended = await this.attempts.begin(id);
      if (failures >= mostFailures || unended >= mostUnended) return this.#giveUp(id, raw, options.receivedAt);
      const converted = await this.#attempt(id, bytes, unended > 0, options);
      if (converted === undefined) continue;
      await this.attempts.end(id);
      return converted;
    }
  }

  async #attempt(
    id: string,
    bytes: Uint8Array,
    isolated: boolean,
    { receivedAt, signal }: ReliableOptions,
  ): Promise<Converted | undefined> {
    try {
      return await this.conversion.convert(bytes, { receivedAt, isolated, signal });
    } catch (error) {
      if (error instanceof ConversionError && error.code !== 'aborted') return undefined;
      // Whoever stops the service is not the message's fault.
      await this.attempts.end(id);
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
