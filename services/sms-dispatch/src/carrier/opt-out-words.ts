/** STOP and START as they are obeyed: for the number that they were sent to, under the name that messages leave by. */
import type { Clock, TextMessageStore } from '@postbus/ports';
import { normalizedNumber } from '@postbus/text-messages';

export class OptOutWords {
  /** Senders as the settings have them, by what carriers call them. */
  readonly #senders: ReadonlyMap<string, readonly string[]>;

  /**
   * @param senders numbers and names that channels send from
   * @param region where numbers without a country code are dialled from
   */
  constructor(
    private readonly texts: Pick<TextMessageStore, 'optOut' | 'optIn'>,
    private readonly clock: Clock,
    senders: readonly string[],
    region: string | undefined,
  ) {
    const calls = senders.flatMap((sender) => callsOf(sender, region).map((call) => ({ call, sender })));
    const byCall = Map.groupBy(calls, ({ call }) => call);
    this.#senders = new Map([...byCall].map(([call, named]) => [call, named.map(({ sender }) => sender)]));
  }

  /** Whether a channel sends from `number`, which no mailbox need have. */
  isSender(number: string): boolean {
    return this.#senders.has(number);
  }

  /** @throws {PortError} */
  async obey(meaning: 'stop' | 'start', from: string, to: string): Promise<void> {
    for (const sender of new Set([to, ...(this.#senders.get(to) ?? [])])) {
      if (meaning === 'stop') await this.texts.optOut({ number: from, sender, at: this.clock.now() });
      else await this.texts.optIn(from, sender);
    }
  }
}

/** In E.164 however it is written, digits without a plus sign too; a short code or a name as it is. */
function callsOf(sender: string, region: string | undefined): string[] {
  const numbers = [normalizedNumber(sender, region), /^\d{7,15}$/.test(sender) && normalizedNumber(`+${sender}`)];
  return [...new Set([sender, ...numbers.filter((number) => typeof number === 'string')])];
}
