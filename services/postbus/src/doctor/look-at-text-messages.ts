/** Text messages: what nobody knows the end of, what waits, rights to channels that there are none of, numbers not verified. */
import { phoneChannel } from '@postbus/text-messages';
import { everyAccount } from '../admin/every-account.ts';
import type { Administration, OutputOf } from '../admin/operations.ts';
import { counted } from '../terminal/numbers.ts';
import { type Finding, failed, ok, warning } from './finding.ts';
import { FirstFew } from './first-few.ts';

type Asked = Pick<Administration, 'countTextMessages' | 'listAccounts'>;
type Counts = OutputOf<'countTextMessages'>['counts'];
type Accounts = Awaited<ReturnType<typeof everyAccount>>;

/**
 * @param channels names of those of the settings; undefined of a server elsewhere, whose settings are not known here
 * @returns nothing where text messages are not used
 */
export async function lookAtTextMessages(
  administration: Asked,
  channels: readonly string[] | undefined,
): Promise<readonly Finding[]> {
  const { counts } = await administration.countTextMessages({});
  const accounts = await everyAccount(administration);
  const isUsed =
    counts.length > 0 ||
    (channels ?? []).length > 0 ||
    accounts.some(({ numbers, textChannels }) => numbers !== undefined || textChannels !== undefined);
  if (!isUsed) return [];
  return [messages(counts), ...(channels === undefined ? [] : [rights(accounts, channels)]), numbers(accounts)];
}

function messages(counts: Counts): Finding {
  const sum = (...states: readonly string[]): number =>
    counts.filter(({ state }) => states.includes(state)).reduce((all, one) => all + one.messages, 0);
  const unknown = sum('unknown');
  const waiting = `${counted(sum('queued', 'scheduled'), 'text message')} waiting, ${sum('dispatched')} with a channel`;
  if (unknown === 0) return ok('texts', waiting);
  return warning(
    'texts',
    `${waiting}; of ${counted(unknown, 'other')} nobody knows whether it left: postbus sms list --state unknown`,
  );
}

/** An account whose channels are all gone can send none. */
function rights(accounts: Accounts, channels: readonly string[]): Finding {
  const missing = new FirstFew();
  let cut = 0;
  for (const { address, textChannels = [] } of accounts) {
    const unknown = textChannels.filter((name) => name !== phoneChannel && !channels.includes(name));
    if (unknown.length === 0) continue;
    missing.add(`${address} (${unknown.join(', ')})`);
    if (unknown.length === textChannels.length) cut++;
  }
  if (missing.count === 0) return ok('text-rights', `${counted(channels.length, 'channel')} beside phones`);
  const found = `channels that the settings do not name are allowed to ${missing.text}; postbus account texting sets them, --config tells doctor the settings of the server`;
  return cut === 0
    ? warning('text-rights', found)
    : failed('text-rights', `${found}; ${counted(cut, 'account')} can send nothing`);
}

function numbers(accounts: Accounts): Finding {
  const all = accounts.flatMap(({ address, numbers: own = [] }) => own.map((one) => ({ address, ...one })));
  const unverified = new FirstFew();
  for (const { address, number, verifiedAt } of all)
    if (verifiedAt === undefined) unverified.add(`${number} of ${address}`);
  if (unverified.count === 0) return ok('numbers', `${counted(all.length, 'number')}, all verified`);
  return warning(
    'numbers',
    `${counted(unverified.count, 'number')} not verified, to which nothing is delivered: ${unverified.text}; postbus number verify sends a code`,
  );
}
