import type { TextMessage } from '@postbus/domain';
import type { CarrierReceipt, Clock, TextMessageStore } from '@postbus/ports';
import { advanceMessage } from '@postbus/text-messages';
import { channels } from '../channels.ts';
import { eventSource } from '../event-source.ts';
import { reported } from './mms-state.ts';

type Texts = Pick<TextMessageStore, 'findPart' | 'keepReceipt' | 'keptReceipts' | 'takeReceipts' | 'message' | 'put'>;

/**
 * Brings what a carrier reports of a multimedia message to it. One that comes before its answer is kept until that is
 * stored. 3GPP TS 23.140 8.7.1.4
 */
export class TakeMmsReport {
  constructor(
    private readonly texts: Texts,
    private readonly clock: Clock,
    /** Reports that are kept of each channel. */
    private readonly mostKept: (channel: string) => number,
  ) {}

  /** Kept durably when fulfilled. @throws {PortError} where the store is away: the carrier sends it again */
  async execute(receipt: CarrierReceipt): Promise<void> {
    const { channel, messageIds, state } = receipt;
    if ((await this.#taken(receipt)) || state === 'submitted') return;
    await this.texts.keepReceipt(receipt, this.mostKept(channel));
    // The answer may have been stored between the two: whoever stored it looked before this was kept.
    const found = await this.texts.findPart(channel, messageIds);
    if (found !== undefined) await this.takeKept(channel, messageIds[0]!);
    else tell(receipt, 'kept');
  }

  /** What was kept of a message that is known by `messageId` now: taken once what it tells is stored. */
  async takeKept(channel: string, messageId: string): Promise<void> {
    for (const receipt of await this.texts.keptReceipts(channel, messageId)) await this.#stored(receipt);
    for (const receipt of await this.texts.takeReceipts(channel, messageId)) await this.#taken(receipt);
  }

  async #taken(receipt: CarrierReceipt): Promise<boolean> {
    if (!(await this.#stored(receipt))) return false;
    tell(receipt, 'part');
    return true;
  }

  async #stored(receipt: CarrierReceipt): Promise<boolean> {
    const found = await this.texts.findPart(receipt.channel, receipt.messageIds);
    if (found === undefined) return false;
    const next = (message: TextMessage): TextMessage | undefined => reported(message, receipt, this.clock.now());
    await advanceMessage(this.texts, found.message, next, eventSource);
    return true;
  }
}

function tell({ channel, state }: CarrierReceipt, matched: 'part' | 'kept'): void {
  if (channels.receipt.hasSubscribers) channels.receipt.publish({ channel, state, matched });
}
