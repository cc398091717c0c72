/**
 * The queue of text messages for phones over the store of text messages. [MS-ASMS] 3.1.5.1, 3.2.5.1.1
 * Every step is a put in the place of one version: of two devices, two processes or two requests of one device that race,
 * one takes it, and the other one looks again. docs/text-messages.md, "Through the phone"
 */
import type { SmsItem } from '@postbus/activesync';
import type { MessageId, MessageRecord, TextMessage } from '@postbus/domain';
import type { BlobStore, Clock, DeviceStore, MailStore, TextMessageStore, Versioned } from '@postbus/ports';
import { advanceMessage, offeredTo, taken, waitsForPhone } from '@postbus/text-messages';
import { phoneRelay } from '../../channels.ts';
import type { CommandContext } from '../command-context.ts';
import { OutboxTexts } from './outbox-text.ts';
import type { MatchedAdd, PhoneQueue, PhoneQueueChanges } from './phone-queue.ts';
import { type Offerable, type PhoneView, PhoneViews, isHeldBy } from './phone-view.ts';
import { SettledAdds } from './settled-adds.ts';

export interface PhoneQueuePorts {
  readonly texts: TextMessageStore;
  readonly devices: DeviceStore;
  readonly store: MailStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** Messages that are read and claimed beside one another, by one commit where the store is free. */
const atOnce = 32;

export class TextPhoneQueue implements PhoneQueue {
  readonly #views: PhoneViews;
  readonly #adds: SettledAdds;

  /** @param region where numbers are dialled from by whoever has no region */
  constructor(
    private readonly ports: PhoneQueuePorts,
    region?: string,
  ) {
    const { texts, devices, store, blobs, clock } = ports;
    const outbox = new OutboxTexts(store, blobs);
    this.#views = new PhoneViews(texts, devices, outbox, clock, region);
    this.#adds = new SettledAdds({ texts, devices, store, outbox, clock, region });
  }

  async changes(context: CommandContext, told: readonly MessageId[], window: number): Promise<PhoneQueueChanges> {
    const view = await this.#views.of(context, told);
    const deletes = view.deletes.slice(0, window);
    const room = window - deletes.length;
    const adds: MessageRecord[] = [];
    let next = 0;
    while (adds.length < room && next < view.candidates.length) {
      const batch = view.candidates.slice(next, next + Math.min(atOnce, room - adds.length));
      next += batch.length;
      adds.push(...(await this.#offer(batch, context)));
    }
    const rest = { deletes: view.deletes.slice(deletes.length), candidates: view.candidates.slice(next) };
    return { adds, deletes, more: await this.#tellsAnything(rest, context) };
  }

  async hasChanges(context: CommandContext, told: readonly MessageId[]): Promise<boolean> {
    return this.#tellsAnything(await this.#views.of(context, told), context);
  }

  async estimate(context: CommandContext, told: readonly MessageId[]): Promise<number> {
    const { deletes, candidates } = await this.#views.of(context, told);
    let offerable = 0;
    for (let next = 0; next < candidates.length; next += atOnce) {
      offerable += (await this.#views.offerable(candidates.slice(next, next + atOnce), context)).length;
    }
    return deletes.length + offerable;
  }

  async acknowledged({ scope, device }: CommandContext, told: readonly MessageId[]): Promise<void> {
    if (told.length === 0) return;
    const holds = new Set(told);
    const offered = (await this.ports.texts.forPhones(scope.mailbox)).filter(({ value }) => holds.has(value.item ?? 0));
    await Promise.all(offered.map((message) => this.#take(message, device)));
  }

  async deleted({ scope, device }: CommandContext, item: MessageId): Promise<boolean> {
    const ofItem = await this.ports.texts.ofItem(scope.mailbox, item);
    const had = ofItem.filter(({ value }) => value.phone?.device === device);
    await Promise.all(had.map((message) => this.#take(message, device)));
    return had.length > 0;
  }

  matched(
    context: CommandContext,
    { as, item }: { readonly as: 'sent' | 'report'; readonly item: SmsItem },
  ): Promise<MatchedAdd | undefined> {
    return as === 'sent' ? this.#adds.sent(context, item) : this.#adds.reported(context, item);
  }

  async #tellsAnything({ deletes, candidates }: PhoneView, context: CommandContext): Promise<boolean> {
    if (deletes.length > 0) return true;
    for (let next = 0; next < candidates.length; next += atOnce) {
      const offerable = await this.#views.offerable(candidates.slice(next, next + atOnce), context);
      if (offerable.length > 0) return true;
    }
    return false;
  }

  async #offer(batch: readonly Versioned<TextMessage>[], context: CommandContext): Promise<MessageRecord[]> {
    const offerable = await this.#views.offerable(batch, context);
    const claimed = await Promise.all(offerable.map((one) => this.#claim(one, context)));
    return offerable.flatMap(({ text }, index) => (claimed[index] === true ? [text.record] : []));
  }

  /** @returns whether the device has it now, by this request or by another one of it at the same time */
  async #claim({ message, text }: Offerable, { device }: CommandContext): Promise<boolean> {
    const { texts, clock } = this.ports;
    let isOffered = false;
    const claim = (present: TextMessage): TextMessage | undefined => {
      isOffered = isHeldBy(present, device) && present.phone?.state === 'offered';
      // What another step changed meanwhile, its text perhaps, is looked at anew by the next request.
      const isAsRead = present === message.value;
      return isAsRead && waitsForPhone(present) ? offeredTo(present, device, text.text, clock.now()) : undefined;
    };
    const put = await advanceMessage(texts, message, claim, '/sync');
    if (put !== undefined) phoneRelay.publish({ state: 'offered' });
    return put !== undefined || isOffered;
  }

  async #take(message: Versioned<TextMessage>, device: CommandContext['device']): Promise<void> {
    const { texts, clock } = this.ports;
    const take = (present: TextMessage): TextMessage | undefined =>
      isHeldBy(present, device) && present.phone?.state === 'offered' ? taken(present, clock.now()) : undefined;
    const put = await advanceMessage(texts, message, take, '/sync');
    if (put !== undefined) phoneRelay.publish({ state: 'taken' });
  }
}
