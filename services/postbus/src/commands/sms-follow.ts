/** `postbus sms status`, `list`, `cancel`, `resend`: what became of text messages. */
import { textMessageStates } from '@postbus/domain';
import { Command, Option } from 'commander';
import { everyAccount } from '../admin/every-account.ts';
import type { Administration } from '../admin/operations.ts';
import type { TextMessage } from '../admin/text/text-operations.ts';
import type { Palette } from '../terminal/palette.ts';
import { table } from '../terminal/table.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { limitOf } from './sms-arguments.ts';
import { withAdministration } from './with-administration.ts';

interface OneOptions extends AdminOptions {
  readonly from?: string;
}

interface ListOptions extends AdminOptions {
  readonly state?: TextMessage['state'];
  readonly limit: number;
}

/** A command on one message. */
function ofOne(name: string): Command {
  return withAdmin(new Command(name))
    .argument('<id>', 'as postbus sms send told it')
    .option('--from <address>', 'whose it is, for one that sms-dispatch has not looked at yet');
}

const named = (id: string, from: string | undefined) => ({ id, ...(from !== undefined && { address: from }) });

export function smsStatusCommand(): Command {
  return ofOne('status')
    .description('Tells what became of a text message, by recipient.')
    .action((id: string, { from, ...options }: OneOptions) =>
      withAdministration(options, (administration) => administration.getTextMessage(named(id, from)), shown),
    );
}

export function smsCancelCommand(): Command {
  return ofOne('cancel')
    .description('Takes back what of a text message has not left.')
    .action((id: string, { from, ...options }: OneOptions) =>
      withAdministration(options, (administration) => administration.cancelTextMessage(named(id, from)), shown),
    );
}

export function smsResendCommand(): Command {
  return ofOne('resend')
    .description(
      'Sends again what may have left and nobody knows; the recipient may get it twice. What a carrier may have, only where smsDispatch.unknown is resend-owner.',
    )
    .action((id: string, { from, ...options }: OneOptions) =>
      withAdministration(options, (administration) => administration.resendTextMessage(named(id, from)), shown),
    );
}

export function smsListCommand(): Command {
  return withAdmin(new Command('list'))
    .description('Lists the text messages of an account, or of all, the newest of each first.')
    .argument('[address]')
    .addOption(new Option('--state <state>', 'only those in this state').choices(textMessageStates))
    .option('--limit <count>', 'of each account at most', limitOf, 100)
    .action((address: string | undefined, { state, limit, ...options }: ListOptions) =>
      withAdministration(
        options,
        async (administration) => ({
          textMessages: await messagesOf(administration, address, { limit, ...(state !== undefined && { state }) }),
        }),
        ({ textMessages }, palette) =>
          textMessages.length === 0
            ? 'There are no text messages.\n'
            : table(
                ['SUBMITTED', 'ID', 'FROM', 'TO', 'STATE', 'CHANNEL', 'WHY'],
                textMessages.flatMap(rowsOf),
                palette,
              ),
      ),
    );
}

type Listed = TextMessage & { readonly account: string };

interface Wanted {
  readonly limit: number;
  readonly state?: TextMessage['state'];
}

async function messagesOf(
  administration: Administration,
  address: string | undefined,
  wanted: Wanted,
): Promise<Listed[]> {
  const addresses =
    address === undefined ? (await everyAccount(administration)).map((account) => account.address) : [address];
  const all: Listed[] = [];
  for (const account of addresses) {
    const textMessages = await newestOf(administration, account, wanted);
    all.push(...textMessages.map((message) => ({ ...message, account })));
  }
  return all;
}

const pageSize = 1000;

async function newestOf(
  administration: Administration,
  address: string,
  { limit, state }: Wanted,
): Promise<TextMessage[]> {
  const all: TextMessage[] = [];
  let after: string | undefined;
  do {
    const { textMessages, next } = await administration.listTextMessages({
      address,
      limit: Math.min(limit - all.length, pageSize),
      ...(state !== undefined && { state }),
      ...(after !== undefined && { after }),
    });
    all.push(...textMessages);
    after = next;
  } while (after !== undefined && all.length < limit);
  return all;
}

function rowsOf({ id, account, submittedAt = '', recipients }: Listed): string[][] {
  const submitted = submittedAt.slice(0, 19).replace('T', ' ');
  return recipients.map(({ number, state, channel = '', code = '' }) => [
    submitted,
    id,
    account,
    number,
    state,
    channel,
    code,
  ]);
}

function shown({ id, recipients }: TextMessage, palette: Palette): string {
  if (recipients.length === 0) return `${palette.good('Cancelled')} ${id}\n`;
  const rows = recipients.map(({ number, state, channel = '', parts, code = '', reason = '', changedAt = '' }) => [
    number,
    state,
    channel,
    parts === undefined ? '' : `${parts.submitted}/${parts.delivered}/${parts.total}`,
    changedAt.slice(0, 19).replace('T', ' '),
    code === '' ? '' : `${code}: ${reason}`,
  ]);
  return table(['TO', 'STATE', 'CHANNEL', 'PARTS SENT/DELIVERED/ALL', 'SINCE', 'WHY'], rows, palette);
}
