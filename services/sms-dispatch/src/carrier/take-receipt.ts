/**
 * Takes what a carrier tells of the parts that it has: over any connection, in any order, once or often. A receipt that
 * comes before the answer to its submission is kept until whoever stores that answer asks for it.
 */
import type { TextFault, TextMessage, TextPart } from '@postbus/domain';
import type { CarrierReceipt, Clock, PartToSubmit, TextMessageStore, Versioned } from '@postbus/ports';
import { advanceMessage } from '@postbus/text-messages';
import { type ReceiptTaken, channels } from '../channels.ts';
import { eventSource } from '../event-source.ts';
import { nameByReference, withCarrier, withPart } from './carrier-parts.ts';
import type { UnsettledParts } from './unsettled-parts.ts';

export interface ReceiptLimits {
  /** Receipts of parts not known, of one channel: a flood of them takes no more. */
  readonly kept: number;
}

/** Digits at the end of a number that are the same however it is written. */
const comparedDigits = 6;

type FoundPart = { readonly message: Versioned<TextMessage>; readonly part: number };

export class TakeReceipt {
  constructor(
    private readonly texts: TextMessageStore,
    private readonly unsettled: UnsettledParts,
    private readonly clock: Clock,
    private readonly limits: ReceiptLimits,
  ) {}

  /**
   * Stores what it tells, or keeps it; durable when fulfilled.
   * @throws {PortError} where the store is away: the carrier sends it again
   */
  async execute(receipt: CarrierReceipt, userMessageReference?: number): Promise<void> {
    const byReference =
      userMessageReference !== undefined && receipt.recipient !== undefined
        ? [nameByReference(receipt.recipient, userMessageReference)]
        : [];
    const named = { ...receipt, messageIds: [...receipt.messageIds, ...byReference] };
    if (await this.#store(named)) return;
    await this.texts.keepReceipt(named, this.limits.kept);
    tellReceipt(named, 'kept');
    // The name may have been stored after it was looked for and before the receipt was kept.
    const found = await this.#find(named);
    if (found !== undefined) await this.takeKept(receipt.channel, partOf(found).messageId!);
  }

  /** Stores what receipts tell that were kept for a part which is known by `messageId` now. */
  async takeKept(channel: string, messageId: string): Promise<void> {
    const kept = await this.texts.keptReceipts(channel, messageId);
    if (kept.length === 0) return;
    // They are taken once what they tell is stored; those that came meanwhile are among the taken ones.
    for (const receipt of kept) await this.#storeOf(messageId, receipt);
    for (const receipt of await this.texts.takeReceipts(channel, messageId)) {
      if (!(await this.#storeOf(messageId, receipt))) await this.texts.keepReceipt(receipt, this.limits.kept);
    }
  }

  /** Whether it is about the part that is known by `messageId`, and not about another number's. */
  async #storeOf(messageId: string, receipt: CarrierReceipt): Promise<boolean> {
    // A receipt before it may have told the carrier's own name, by which alone the part is known then.
    const found = await this.texts.findPart(receipt.channel, [messageId, ...receipt.messageIds]);
    if (found === undefined || !isMeant(found, receipt)) return false;
    await this.#change(found, (part) => partAfter(part, receipt));
    return true;
  }

  /** Stores the answer to a part whose outcome was told as unknown. @throws {PortError} */
  async late(channel: string, part: PartToSubmit, messageId?: string, fault?: TextFault): Promise<void> {
    const name = nameByReference(part.recipient, part.userMessageReference);
    await this.unsettled.settled(name);
    const found = await this.texts.findPart(channel, [name]);
    if (found === undefined) return;
    const answered: TextPart =
      fault === undefined
        ? { state: 'submitted', ...(messageId !== undefined && { messageId }) }
        : { state: 'failed', fault };
    await this.#change(found, (present) => (present.state === 'unknown' ? answered : undefined));
    if (fault === undefined && messageId !== undefined) await this.takeKept(channel, messageId);
  }

  /** Whether its part is known. */
  async #store(receipt: CarrierReceipt): Promise<boolean> {
    const found = await this.#find(receipt);
    if (found === undefined) return false;
    await this.#change(found, (part) => partAfter(part, receipt));
    tellReceipt(receipt, partOf(found).state === 'unknown' ? 'reference' : 'part');
    return true;
  }

  async #find(receipt: CarrierReceipt): Promise<FoundPart | undefined> {
    const found = await this.texts.findPart(receipt.channel, receipt.messageIds);
    return found === undefined || !isMeant(found, receipt) ? undefined : found;
  }

  async #change({ message, part }: FoundPart, after: (part: TextPart) => TextPart | undefined): Promise<void> {
    const change = (present: TextMessage): TextMessage | undefined => {
      const known = present.carrier?.parts[part];
      const changed = known && after(known);
      if (present.carrier === undefined || changed === undefined) return undefined;
      return withCarrier(present, withPart(present.carrier, part, changed), this.clock.now());
    };
    await advanceMessage(this.texts, message, change, eventSource);
  }
}

function partOf({ message, part }: FoundPart): TextPart {
  return message.value.carrier!.parts[part]!;
}

/** An id in its own form is sure; in another one it may be that of another message, whose number tells. */
function isMeant(found: FoundPart, { messageIds, recipient }: CarrierReceipt): boolean {
  if (partOf(found).messageId === messageIds[0] || recipient === undefined) return true;
  const number = found.message.value.recipients[0]?.number.replace(/\D/g, '') ?? '';
  return number.slice(-comparedDigits) === recipient.slice(-comparedDigits);
}

/** The first final news of a part counts; news of a part on its way tells only that it left. */
function partAfter(part: TextPart, { state, fault, messageIds }: CarrierReceipt): TextPart | undefined {
  if (part.state === 'delivered' || part.state === 'failed') return undefined;
  if (state === 'submitted' && part.state !== 'unknown') return undefined;
  const messageId = part.state === 'unknown' ? (messageIds[0] ?? part.messageId) : part.messageId;
  return {
    state,
    ...(messageId !== undefined && { messageId }),
    ...(state === 'failed' && fault !== undefined && { fault }),
  };
}

function tellReceipt({ channel, state }: CarrierReceipt, matched: ReceiptTaken['matched']): void {
  if (channels.receipt.hasSubscribers) channels.receipt.publish({ channel, state, matched });
}
