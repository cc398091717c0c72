/** `postbus sms opt-out`: who wants no text messages, and of whom. */
import { Command } from 'commander';
import type { Administration } from '../admin/operations.ts';
import type { OptOut } from '../admin/text/text-operations.ts';
import { table } from '../terminal/table.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

interface SenderOptions extends AdminOptions {
  readonly sender: string;
}

export function smsOptOutCommand(): Command {
  return new Command('opt-out')
    .summary('who wants no text messages')
    .description(
      'Numbers that want none of a sender: those that answered STOP, and those added here. START, or remove, takes it back.',
    )
    .addCommand(list())
    .addCommand(add())
    .addCommand(remove());
}

function list(): Command {
  return withAdmin(new Command('list'))
    .description('Lists them in the order of the numbers.')
    .action((options: AdminOptions) =>
      withAdministration(
        options,
        async (administration) => ({ optOuts: await everyOptOut(administration) }),
        ({ optOuts }, palette) =>
          optOuts.length === 0
            ? 'Nobody refused text messages.\n'
            : table(
                ['NUMBER', 'SENDER', 'SINCE'],
                optOuts.map(({ number, sender, at }) => [number, sender, at.slice(0, 19).replace('T', ' ')]),
                palette,
              ),
      ),
    );
}

const pageSize = 1000;

async function everyOptOut(administration: Administration): Promise<OptOut[]> {
  const all: OptOut[] = [];
  let after: string | undefined;
  do {
    const page = { limit: pageSize, ...(after !== undefined && { after }) };
    const { optOuts, next } = await administration.listOptOuts(page);
    all.push(...optOuts);
    after = next;
  } while (after !== undefined);
  return all;
}

/** A command on one entry. */
function ofOne(name: string): Command {
  return withAdmin(new Command(name))
    .argument('<number>')
    .requiredOption('--sender <sender>', 'the number or name that the messages come from');
}

function add(): Command {
  return ofOne('add')
    .description('Has a number get no text messages of a sender any more.')
    .action((number: string, { sender, ...options }: SenderOptions) =>
      withAdministration(
        options,
        (administration) => administration.addOptOut({ number, sender }),
        (added, palette) => `${palette.good('Added')} ${added.number}, which gets nothing of ${added.sender}\n`,
      ),
    );
}

function remove(): Command {
  return ofOne('remove')
    .description('Has a number get text messages of a sender again.')
    .action((number: string, { sender, ...options }: SenderOptions) =>
      withAdministration(
        options,
        (administration) => administration.removeOptOut({ number, sender }),
        (removed, palette) => `${palette.good('Removed')} ${removed.number}, which gets what ${removed.sender} sends\n`,
      ),
    );
}
