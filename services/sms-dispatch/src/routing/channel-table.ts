/** What carries text messages, as routing sees it. */
import type { Account, TextMessageKind } from '@postbus/domain';
import { channelGuid, phoneChannel } from '@postbus/text-messages';

/** A channel as the settings have it, whatever its kind. */
export interface RoutedChannel {
  readonly name: string;
  readonly kind: 'smpp' | 'mm7' | 'mail';
  readonly guid: string;
  /** By prefix of the number. */
  readonly cost: ReadonlyMap<string, number>;
  readonly senders: readonly string[];
}

const kindsOf: Readonly<Record<RoutedChannel['kind'], TextMessageKind>> = { smpp: 'sms', mm7: 'mms', mail: 'mms' };

export class ChannelTable {
  private readonly byName: ReadonlyMap<string, RoutedChannel>;

  constructor(private readonly channels: readonly RoutedChannel[]) {
    this.byName = new Map(channels.map((channel) => [channel.name, channel]));
  }

  /** In the order of the settings, the owner's phone first. */
  get names(): readonly string[] {
    return [phoneChannel, ...this.byName.keys()];
  }

  /** What messages come from by any of them. */
  get senders(): readonly string[] {
    return [...new Set(this.channels.flatMap(({ senders }) => senders))];
  }

  /** The channel that a PidNameOMSAccountGuid names. [MS-OXOSMMS] 2.2.1.1 */
  named(guid: string): string | undefined {
    if (guid.toUpperCase() === channelGuid(phoneChannel)) return phoneChannel;
    return this.channels.find((channel) => channel.guid === guid.toUpperCase())?.name;
  }

  /** Phones send SMS alone: [MS-ASMS] has no MMS. */
  carries(name: string, kind: TextMessageKind): boolean {
    const channel = this.byName.get(name);
    if (channel === undefined) return name === phoneChannel && kind === 'sms';
    return kindsOf[channel.kind] === kind;
  }

  /** Whether each recipient gets a message of its own by it: a carrier's answers and receipts are of one number. */
  isPerRecipient(name: string): boolean {
    return this.byName.get(name)?.kind === 'smpp';
  }

  /** Of one message, by the longest prefix of `number`; a phone costs nothing here. */
  cost(name: string, number: string): number {
    const costs = this.byName.get(name)?.cost ?? new Map<string, number>();
    const fitting = [...costs].filter(([prefix]) => number.startsWith(prefix));
    return fitting.toSorted(([one], [other]) => other.length - one.length)[0]?.[1] ?? 0;
  }

  /**
   * What a message of `account` comes from by the channel: the one asked for, else a number of the account that the
   * channel sends from, else the first of the channel, else the account's own.
   * @returns undefined where it may not come from what was asked for
   */
  sender(name: string, account: Pick<Account, 'phoneNumbers'>, asked?: string): string | undefined {
    const own = (account.phoneNumbers ?? []).flatMap(({ number, verifiedAt }) =>
      verifiedAt === undefined ? [] : [number],
    );
    const senders = this.byName.get(name)?.senders ?? [];
    if (asked !== undefined) return own.includes(asked) || senders.includes(asked) ? asked : undefined;
    return own.find((number) => senders.includes(number)) ?? senders[0] ?? own[0];
  }

  /** Whether the channel may carry what is to come from `asked`. */
  sendsFrom(name: string, account: Pick<Account, 'phoneNumbers'>, asked: string | undefined): boolean {
    return asked === undefined || this.sender(name, account, asked) !== undefined;
  }
}
