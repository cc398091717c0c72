/** Which channels may carry a message to a number, the best first: the owner's choice, rules, rights, cost. */
import type { Account, DeviceId, TextFault, TextMessageKind } from '@postbus/domain';
import type { phoneChannel } from '@postbus/text-messages';
import type { ChannelRule } from '../rules-setting.ts';
import type { ChannelTable } from './channel-table.ts';

/** What its owner chose by PidNameOMSAccountGuid. [MS-OXOSMMS] 2.2.1.1 */
export type ChosenSender =
  | { readonly channel: string; readonly device?: never }
  | { readonly channel: typeof phoneChannel; readonly device: DeviceId };

export interface RouteRequest {
  readonly account: Account;
  /** E.164 or a short code. */
  readonly number: string;
  readonly kind: TextMessageKind;
  /** The number or name that it is to come from. */
  readonly sender: string | undefined;
  readonly chosen: ChosenSender | undefined;
}

/** @returns names of channels; a fault where there is none */
export function route(
  request: RouteRequest,
  table: ChannelTable,
  rules: readonly ChannelRule[],
): readonly string[] | TextFault {
  const { account, kind, sender, chosen, number } = request;
  const ruled = channelsByRules(request, table, rules).filter((name) => table.carries(name, kind));
  const permitted = ruled.filter((name) => account.textChannels?.includes(name) ?? true);
  const able = permitted.filter((name) => table.sendsFrom(name, account, sender));
  if (chosen !== undefined)
    return able.includes(chosen.channel)
      ? [chosen.channel]
      : { code: 'channel-not-allowed', text: 'the account that was chosen may not send this' };
  if (able.length > 0) return able;
  if (permitted.length > 0) return { code: 'sender-not-allowed', text: 'it may not come from the number asked for' };
  if (ruled.length > 0) return { code: 'not-allowed', text: 'the user may not send by any of the channels' };
  const where = /^\d/.test(number) ? 'short codes' : 'this number';
  return { code: 'no-channel', text: `nothing carries ${kind.toUpperCase()} to ${where}` };
}

function channelsByRules(request: RouteRequest, table: ChannelTable, rules: readonly ChannelRule[]): readonly string[] {
  if (rules.length === 0) return table.names;
  const rule = rules.find((candidate) => fits(candidate, request));
  if (rule === undefined) return [];
  if (rule.order === 'listed') return rule.channels;
  return rule.channels.toSorted((one, other) => table.cost(one, request.number) - table.cost(other, request.number));
}

function fits({ users, prefixes, kinds }: ChannelRule, { account, number, kind }: RouteRequest): boolean {
  return (
    (kinds?.includes(kind) ?? true) &&
    (prefixes?.some((prefix) => number.startsWith(prefix)) ?? true) &&
    (users?.some((user) => isOf(user, account)) ?? true)
  );
}

/** @param user an address, or `@domain`, in lower case */
function isOf(user: string, { address, aliases }: Account): boolean {
  const addresses = [address, ...aliases].map((one) => one.toLowerCase());
  return user.startsWith('@') ? addresses[0]!.endsWith(user) : addresses.includes(user);
}
