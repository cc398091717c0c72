/**
 * Recipients by the message that goes to them: all that a phone sends to are one, as are all of one MMS, and all whom
 * nothing reaches for one reason; a carrier of SMS gets one for each.
 */
import type { TextFault, TextRecipient } from '@postbus/domain';
import { phoneChannel } from '@postbus/text-messages';
import type { ChannelTable } from '../routing/channel-table.ts';

export interface RoutedRecipient {
  readonly recipient: TextRecipient;
  readonly route: readonly string[] | TextFault;
}

export interface RecipientGroup {
  /** Names it within its submission; the same each time. */
  readonly key: string;
  readonly recipients: readonly TextRecipient[];
  /** Channels that may carry all of them; a fault where there is none. */
  readonly route: readonly string[] | TextFault;
}

export function recipientGroups(routed: readonly RoutedRecipient[], table: ChannelTable): readonly RecipientGroup[] {
  const groups = Map.groupBy(routed, ({ recipient, route }) => groupKey(recipient, route, table));
  return [...groups].map(([key, members]) => ({
    key,
    recipients: members.map(({ recipient }) => recipient),
    route: commonRoute(members),
  }));
}

export function isFault(route: readonly string[] | TextFault): route is TextFault {
  return 'code' in route;
}

function groupKey({ number }: TextRecipient, route: readonly string[] | TextFault, table: ChannelTable): string {
  if (isFault(route)) return `fault/${route.code}`;
  const first = route[0]!;
  if (first === phoneChannel) return phoneChannel;
  return table.isPerRecipient(first) ? `to/${number}` : `by/${first}`;
}

function commonRoute(members: readonly RoutedRecipient[]): readonly string[] | TextFault {
  const [{ route }, ...others] = members as [RoutedRecipient, ...RoutedRecipient[]];
  if (isFault(route)) return route;
  return route.filter((name) => others.every((other) => !isFault(other.route) && other.route.includes(name)));
}
