import { Command } from 'commander';
import type { Account } from '../admin/operations.ts';
import { everyAccount } from '../admin/every-account.ts';
import { counted } from '../terminal/numbers.ts';
import { table } from '../terminal/table.ts';
import { accountTextingCommand } from './account-texting.ts';
import { readPassword } from './read-password.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

interface PasswordOptions extends AdminOptions {
  readonly passwordStdin?: true;
}

interface AddOptions extends PasswordOptions {
  readonly name?: string;
  readonly alias: readonly string[];
}

export function accountCommand(): Command {
  return new Command('account')
    .summary('add, list, change and remove accounts')
    .description('People who have a mailbox. Speaks to the server that runs, else to the data folder itself.')
    .addCommand(add())
    .addCommand(list())
    .addCommand(passwd())
    .addCommand(accountTextingCommand())
    .addCommand(remove());
}

function add(): Command {
  return withAdmin(new Command('add'))
    .description('Adds an account with its mailbox; mail for its domain is then for here. The password is asked for.')
    .argument('<address>')
    .option('--password-stdin', 'read the password from standard input, at least 8 characters')
    .option('--name <name>', 'the name that others see')
    .option(
      '--alias <address>',
      'another address of it; may come several times',
      (alias: string, before: readonly string[]) => [...before, alias],
      [] as readonly string[],
    )
    .action(async (address: string, options: AddOptions) => {
      const password = await readPassword(options.passwordStdin === true);
      const displayName = options.name;
      const aliases = [...options.alias];
      const input = { address, password, aliases, ...(displayName !== undefined && { displayName }) };
      await withAdministration(
        options,
        (administration) => administration.addAccount(input),
        (added, palette) => `${palette.good('Added')} ${added.address}\n`,
      );
    });
}

function list(): Command {
  return withAdmin(new Command('list'))
    .description('Lists the accounts in the order of their addresses.')
    .action((options: AdminOptions) =>
      withAdministration(
        options,
        async (administration) => ({ accounts: await everyAccount(administration) }),
        ({ accounts }, palette) =>
          accounts.length === 0
            ? 'There are no accounts; postbus account add makes one.\n'
            : table(['ADDRESS', 'NAME', 'ALIASES', 'LOGIN', 'NUMBERS'], accounts.map(rowOf), palette),
      ),
    );
}

function rowOf({ address, displayName, aliases, login, numbers = [] }: Account): string[] {
  const told = numbers.map(({ number }) => number).join(' ');
  return [address, displayName, aliases.join(' '), login ? 'yes' : 'no', told];
}

function passwd(): Command {
  return withAdmin(new Command('passwd'))
    .description('Gives an account a new password.')
    .argument('<address>')
    .option('--password-stdin', 'read the password from standard input, at least 8 characters')
    .action(async (address: string, options: PasswordOptions) => {
      const password = await readPassword(options.passwordStdin === true);
      await withAdministration(
        options,
        (administration) => administration.setPassword({ address, password }),
        (changed, palette) => `${palette.good('Changed')} the password of ${changed.address}\n`,
      );
    });
}

function remove(): Command {
  return withAdmin(new Command('remove'))
    .description('Removes accounts with their mailboxes and devices. What was in them is gone.')
    .argument('<address...>')
    .action((addresses: string[], options: AdminOptions) =>
      withAdministration(
        options,
        async (administration) => {
          const removed: Account[] = [];
          for (const address of addresses) removed.push(await administration.removeAccount({ address }));
          return { removed };
        },
        ({ removed }, palette) => `${palette.good('Removed')} ${counted(removed.length, 'account')}\n`,
      ),
    );
}
