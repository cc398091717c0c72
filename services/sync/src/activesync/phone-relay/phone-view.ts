/** What one device has of the text messages that wait for, or are with, a phone, and what it may have. */
import type { Account, DeviceId, MailboxScope, MessageId, MessageRecord, TextMessage } from '@postbus/domain';
import type { Clock, DeviceStore, TextMessageStore, Versioned } from '@postbus/ports';
import { isSending, isWithPhone, phoneChannel, sendingDevice, textDigest, waitsForPhone } from '@postbus/text-messages';
import type { CommandContext } from '../command-context.ts';
import type { OutboxText, OutboxTexts } from './outbox-text.ts';
import { namesRecipients } from './relay-match.ts';

export interface PhoneView {
  /** What it holds and is not to hold any more. */
  readonly deletes: readonly MessageId[];
  /** What it may be offered, what it was offered before first, then the oldest; not looked at closely yet. */
  readonly candidates: readonly Versioned<TextMessage>[];
}

/** A candidate that may go to the device now. */
export interface Offerable {
  readonly message: Versioned<TextMessage>;
  readonly text: OutboxText;
}

export class PhoneViews {
  constructor(
    private readonly texts: TextMessageStore,
    private readonly devices: DeviceStore,
    private readonly outbox: OutboxTexts,
    private readonly clock: Clock,
    private readonly region: string | undefined,
  ) {}

  /**
   * @param told items that the device holds. One that sends holds what it was offered and nothing else, lest it send what
   *   is another's; one that does not holds what it put there itself, until it has left
   */
  async of({ scope, account, device }: CommandContext, told: readonly MessageId[]): Promise<PhoneView> {
    const messages = await this.texts.forPhones(scope.mailbox);
    if (messages.length === 0 && told.length === 0) return { deletes: [], candidates: [] };
    const held = messages.filter(({ value }) => isHeldBy(value, device));
    const [devices, present] = await Promise.all([this.devices.devices(scope), this.outbox.present(scope, told)]);
    const offered = new Set(itemsOf(held));
    const sends = mayUsePhone(account) && devices.some((one) => one.id === device && isSending(one));
    const deletes = told.filter((item) => !present.has(item) || offered.has(item) !== sends);
    if (!sends) return { deletes, candidates: [] };
    const again = held.filter(({ value }) => value.phone?.state === 'offered');
    const waiting = messages.filter(
      ({ value }) => waitsForPhone(value) && sendingDevice(devices, value.phone?.only)?.id === device,
    );
    const holds = new Set(told);
    return { deletes, candidates: [...again, ...waiting].filter(({ value }) => !holds.has(value.item ?? 0)) };
  }

  /** Those of `candidates` that may go now, each with its text, in their order. */
  async offerable(
    candidates: readonly Versioned<TextMessage>[],
    context: CommandContext,
  ): Promise<readonly Offerable[]> {
    const present = await this.outbox.present(context.scope, itemsOf(candidates));
    const checked = await Promise.all(
      candidates.map(async (message) => {
        const record = present.get(message.value.item ?? 0);
        const text = record && (await this.#sendable(message.value, record, context));
        return text === undefined ? [] : [{ message, text }];
      }),
    );
    return checked.flat();
  }

  /** What a phone would send is what was planned, or, where it was offered before, what it was offered. */
  async #sendable(
    message: TextMessage,
    record: MessageRecord,
    { scope, account }: { readonly scope: MailboxScope; readonly account: Account },
  ): Promise<OutboxText | undefined> {
    const now = this.clock.now();
    if (message.kind !== 'sms' || message.expiresAt <= now) return undefined;
    const text = await this.outbox.read(scope, record);
    // What was planned is due by the clock of sms-dispatch; an item may have been put off since.
    if (text === undefined || (text.scheduledFor ?? 0) > Math.max(now, message.dueAt)) return undefined;
    const isPlanned = namesRecipients(text.numbers, message, account.region ?? this.region);
    const isChanged = isWithPhone(message) && textDigest(message.id, text.text) !== message.phone?.textDigest;
    return isPlanned && !isChanged ? text : undefined;
  }
}

/** Whether `device` was offered it, or took it, and nothing came after. */
export function isHeldBy(message: TextMessage, device: DeviceId): boolean {
  return isWithPhone(message) && message.phone?.device === device;
}

function mayUsePhone({ textChannels }: Account): boolean {
  return textChannels?.includes(phoneChannel) ?? true;
}

function itemsOf(messages: readonly Versioned<TextMessage>[]): MessageId[] {
  return messages.flatMap(({ value }) => value.item ?? []);
}
