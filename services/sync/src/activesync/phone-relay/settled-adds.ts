/**
 * What a device adds to Sent Items and the Inbox, matched to the text messages that it took. [MS-ASMS] 3.1.5.1
 * The Outbox item goes by the step that brings the device's own copy, and the state follows: where the process dies
 * between, the next Add of that text, or the end of its time, makes up for it.
 */
import type { SmsItem } from '@postbus/activesync';
import type { DeviceId, MessageId, TextMessage, TextMessageState } from '@postbus/domain';
import type { Clock, DeviceStore, MailStore, TextMessageStore } from '@postbus/ports';
import {
  advanceMessage,
  failedOnPhone,
  isCopyOfPhone,
  normalizedNumber,
  phoneChannel,
  sentByPhone,
} from '@postbus/text-messages';
import { phoneRelay } from '../../channels.ts';
import type { CommandContext } from '../command-context.ts';
import type { OutboxTexts } from './outbox-text.ts';
import type { MatchedAdd } from './phone-queue.ts';
import { isHeldBy } from './phone-view.ts';
import {
  type AddedText,
  Sureness,
  addedText,
  isLaterThanOffer,
  isSentCopy,
  namedIn,
  reportSureness,
} from './relay-match.ts';

interface Ports {
  readonly texts: TextMessageStore;
  readonly devices: DeviceStore;
  readonly store: MailStore;
  readonly outbox: OutboxTexts;
  readonly clock: Clock;
  readonly region: string | undefined;
}

/** States beside `dispatched` that news of the device still changes. */
const settledLate: Readonly<Record<'sent' | 'report', readonly TextMessageState[]>> = {
  sent: ['unknown', 'failed', 'queued', 'scheduled'],
  report: ['unknown', 'sent'],
};
/** Messages of these that one Add is compared with. Stops an upload of a phone's whole history from reading them all each time. */
const mostLate = 100;

export class SettledAdds {
  constructor(private readonly ports: Ports) {}

  /** As `PhoneQueue.matched`, for Sent Items. */
  async sent(context: CommandContext, item: SmsItem): Promise<MatchedAdd | undefined> {
    const candidates = await this.#candidates(context, 'sent');
    if (candidates.length === 0) return undefined;
    const added = addedText(item, this.#region(context));
    const matching = candidates.filter((message) => isSentCopy(added, message));
    const present = await this.#present(context, matching);
    const isThere = ({ item: id }: TextMessage): boolean => id !== undefined && present.has(id);
    const open = await this.#stillOpen(matching, isThere, context);
    const held = open.filter((message) => isHeldBy(message, context.device));
    const there = held.filter(isThere);
    const message = there.find(({ phone }) => phone?.state === 'taken') ?? there[0] ?? held[0] ?? open[0];
    if (message === undefined) return undefined;
    const operations = isThere(message) ? [{ do: 'delete-message' as const, id: message.item! }] : [];
    return { operations, settled: (applied) => this.#settle(message, 'sent', context, applied) };
  }

  /** Without those whose copy came by an earlier Add, of which the state was never stored: that is made up for. */
  async #stillOpen(
    messages: readonly TextMessage[],
    isThere: (message: TextMessage) => boolean,
    context: CommandContext,
  ): Promise<TextMessage[]> {
    const open: TextMessage[] = [];
    for (const message of messages) {
      const mayHaveCome = isHeldBy(message, context.device) && !isThere(message);
      if (mayHaveCome && (await isCopyOfPhone(this.ports.store, context.scope, message)))
        await this.#settle(message, 'sent', context);
      else open.push(message);
    }
    return open;
  }

  /** As `PhoneQueue.matched`, for the Inbox. */
  async reported(context: CommandContext, item: SmsItem): Promise<MatchedAdd | undefined> {
    const added = addedText(item, this.#region(context));
    const candidates = (await this.#candidates(context, 'report')).filter((one) => isLaterThanOffer(added, one));
    if (candidates.length === 0) return undefined;
    const message = await this.#surest(candidates, added, context);
    if (message === undefined) return undefined;
    return { operations: [], settled: (applied) => this.#settle(message, 'report', context, applied) };
  }

  /** The one that a report tells of most surely; of one that names a recipient alone, only where it can mean no other. */
  async #surest(
    candidates: readonly TextMessage[],
    added: AddedText,
    context: CommandContext,
  ): Promise<TextMessage | undefined> {
    const [own, texts] = await Promise.all([this.#ownNumbers(context), this.#texts(context, candidates)]);
    const named = namedIn(added, this.#region(context));
    const rated = candidates
      .map((message) => ({
        message,
        sureness: reportSureness(added, named, message, texts.get(message.id), own),
      }))
      .filter(({ message, sureness }) => sureness >= (message.state === 'sent' ? Sureness.most : Sureness.least));
    const best = Math.max(...rated.map(({ sureness }) => sureness));
    const [first, ...others] = rated.filter(({ sureness }) => sureness === best);
    return best === Sureness.least && others.length > 0 ? undefined : first?.message;
  }

  /** What the device has, oldest first, then what news of it still changes. */
  async #candidates({ scope, device }: CommandContext, as: 'sent' | 'report'): Promise<TextMessage[]> {
    const { texts } = this.ports;
    const [forPhones, late] = await Promise.all([
      texts.forPhones(scope.mailbox),
      texts.list(scope.mailbox, { limit: mostLate, states: settledLate[as] }),
    ]);
    const held = forPhones.map(({ value }) => value).filter((message) => isHeldBy(message, device));
    return [...held, ...late.toReversed().filter((message) => maySettleLate(message, as, device))];
  }

  /** A repetition of an Add settles nothing: what it matches may be another message of the same text. */
  async #settle(
    { id }: TextMessage,
    as: 'sent' | 'report',
    { device }: CommandContext,
    applied?: { readonly repeated: boolean },
  ): Promise<void> {
    if (applied?.repeated === true) return;
    const { texts, clock } = this.ports;
    const known = await texts.message(id);
    if (known === undefined) return;
    const step = as === 'sent' ? sentByPhone : failedOnPhone;
    const next = (message: TextMessage): TextMessage | undefined =>
      isHeldBy(message, device) || maySettleLate(message, as, device) ? step(message, clock.now()) : undefined;
    const put = await advanceMessage(texts, known, next, '/sync');
    if (put !== undefined) phoneRelay.publish({ state: put.value.phone?.state });
  }

  async #present({ scope }: CommandContext, messages: readonly TextMessage[]): Promise<ReadonlySet<MessageId>> {
    const items = messages.flatMap(({ item }) => item ?? []);
    const records = items.length === 0 ? [] : await this.ports.store.messages(scope, items);
    return new Set(records.map(({ id }) => id));
  }

  /** Of those whose item is there: in the Outbox, or, of unknown ones, in Sent Items. */
  async #texts({ scope }: CommandContext, messages: readonly TextMessage[]): Promise<ReadonlyMap<string, string>> {
    const { store, outbox } = this.ports;
    const items = messages.flatMap(({ item }) => item ?? []);
    const records = new Map((await store.messages(scope, items)).map((record) => [record.id, record]));
    const texts = new Map<string, string>();
    for (const { id, item = 0 } of messages) {
      const record = records.get(item);
      const read = record && (await outbox.read(scope, record));
      if (read !== undefined) texts.set(id, read.text);
    }
    return texts;
  }

  /** In E.164. */
  async #ownNumbers(context: CommandContext): Promise<readonly string[]> {
    const known = await this.ports.devices.device(context.scope, context.device);
    const numbers = [known?.value.phoneNumber, ...(context.account.phoneNumbers ?? []).map(({ number }) => number)];
    const region = this.#region(context);
    return numbers.flatMap((number) => (number === undefined ? [] : (normalizedNumber(number, region) ?? [])));
  }

  #region({ account }: CommandContext): string | undefined {
    return account.region ?? this.ports.region;
  }
}

/** Reports are of what the phone had last; that it sent a message may be of one that its owner let go again elsewhere. */
function maySettleLate({ phone, channel, state }: TextMessage, as: 'sent' | 'report', device: DeviceId): boolean {
  return phone?.device === device && settledLate[as].includes(state) && (as === 'sent' || channel === phoneChannel);
}
