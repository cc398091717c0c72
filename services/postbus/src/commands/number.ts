/** `postbus number`: telephone numbers of accounts, and how they are shown to be theirs. */
import { Command } from 'commander';
import { everyAccount } from '../admin/every-account.ts';
import type { Administration } from '../admin/operations.ts';
import type { PhoneNumber } from '../admin/text/text-operations.ts';
import type { Palette } from '../terminal/palette.ts';
import { table } from '../terminal/table.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

export function numberCommand(): Command {
  return new Command('number')
    .summary('numbers of accounts, and whether they are verified')
    .description(
      'Telephone numbers of accounts. What is sent to a verified one comes into the mailbox, and may come from it.',
    )
    .addCommand(add())
    .addCommand(verify())
    .addCommand(confirm())
    .addCommand(list())
    .addCommand(remove());
}

function add(): Command {
  return withAdmin(new Command('add'))
    .description('Adds a number to an account.')
    .argument('<number>', 'best in E.164: +14255550123')
    .argument('<address>')
    .option('--verified', 'it is known already to be theirs')
    .action((number: string, address: string, { verified, ...options }: AdminOptions & { readonly verified?: true }) =>
      withAdministration(
        options,
        (administration) => administration.addNumber({ address, number, verified: verified === true }),
        (added, palette) => `${palette.good('Added')} ${sentence(added)}\n`,
      ),
    );
}

function verify(): Command {
  return withAdmin(new Command('verify'))
    .description(
      'Sends a code to a number of an account, as a text message. It is valid for 15 minutes and five tries; one sent before is void.',
    )
    .argument('<number>', 'one that was added')
    .argument('<address>')
    .requiredOption('--from <address>', 'another account, whose mailbox sends it')
    .action((number: string, address: string, { from, ...options }: AdminOptions & { readonly from: string }) =>
      withAdministration(
        options,
        (administration) => administration.verifyNumber({ address, number, from }),
        (sent, palette) =>
          `${palette.good('Sent')} a code to ${sent.number}; postbus number confirm ${sent.number} ${address} CODE takes it\n`,
      ),
    );
}

function confirm(): Command {
  return withAdmin(new Command('confirm'))
    .description('Takes the code that was sent to a number: it is verified then.')
    .argument('<number>')
    .argument('<address>')
    .argument('<code>')
    .action((number: string, address: string, code: string, options: AdminOptions) =>
      withAdministration(
        options,
        (administration) => administration.confirmNumber({ address, number, code }),
        (confirmed, palette) => `${palette.good('Verified')} ${confirmed.number} of ${confirmed.account}\n`,
      ),
    );
}

function list(): Command {
  return withAdmin(new Command('list'))
    .description('Lists the numbers of an account, or of all.')
    .argument('[address]')
    .action((address: string | undefined, options: AdminOptions) =>
      withAdministration(
        options,
        async (administration) => ({ numbers: await numbersOf(administration, address) }),
        ({ numbers }, palette) =>
          numbers.length === 0 ? 'There are no numbers; postbus number add adds one.\n' : tableOf(numbers, palette),
      ),
    );
}

async function numbersOf(administration: Administration, address: string | undefined): Promise<PhoneNumber[]> {
  if (address !== undefined) return (await administration.listNumbers({ address })).numbers;
  const accounts = await everyAccount(administration);
  return accounts.flatMap(({ address: account, numbers = [] }) => numbers.map((number) => ({ account, ...number })));
}

function tableOf(numbers: readonly PhoneNumber[], palette: Palette): string {
  return table(
    ['NUMBER', 'ACCOUNT', 'VERIFIED'],
    numbers.map(({ number, account, verifiedAt }) => [number, account, verifiedAt?.slice(0, 10) ?? 'no']),
    palette,
  );
}

function remove(): Command {
  return withAdmin(new Command('remove'))
    .description('Takes a number from an account.')
    .argument('<number>')
    .argument('<address>')
    .action((number: string, address: string, options: AdminOptions) =>
      withAdministration(
        options,
        (administration) => administration.removeNumber({ address, number }),
        (removed, palette) => `${palette.good('Removed')} ${sentence(removed)}\n`,
      ),
    );
}

function sentence({ number, account, verifiedAt }: PhoneNumber): string {
  return `${number} of ${account}, ${verifiedAt === undefined ? 'not verified' : 'verified'}`;
}
