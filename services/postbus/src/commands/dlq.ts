import { Command } from 'commander';
import { AdminError } from '../admin/admin-error.ts';
import type { Administration, DeadLetter } from '../admin/operations.ts';
import { counted } from '../terminal/numbers.ts';
import { table } from '../terminal/table.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

interface ListOptions extends AdminOptions {
  readonly topic?: string;
}

interface RedriveOptions extends AdminOptions {
  readonly all?: true;
}

export function dlqCommand(): Command {
  return new Command('dlq')
    .summary('list dead letters and redrive them')
    .description(
      'Events whose handling failed for good. They are kept in their original bytes, and can be tried again.',
    )
    .addCommand(list())
    .addCommand(redrive());
}

function list(): Command {
  return withAdmin(new Command('list'))
    .description('Lists dead letters, the oldest of each topic first.')
    .option('--topic <topic>', 'of this topic alone')
    .action((options: ListOptions) =>
      withAdministration(
        options,
        async (administration) => ({ deadLetters: await everyDeadLetter(administration, options.topic) }),
        ({ deadLetters }, palette) =>
          deadLetters.length === 0
            ? `${palette.good('There are no dead letters.')}\n`
            : table(['TOPIC', 'ID', 'GROUP', 'FAILED', 'CODE', 'MESSAGE'], deadLetters.map(rowOf), palette),
      ),
    );
}

function rowOf({ topic, id, group, failedAt, code, message }: DeadLetter): string[] {
  return [topic, id, group, failedAt.slice(0, 19).replace('T', ' '), code, message];
}

function redrive(): Command {
  return withAdmin(new Command('redrive'))
    .description(
      'Puts dead letters back on their topic: those named, or with --all every one of the topic, or of all topics.',
    )
    .argument('[topic]')
    .argument('[id...]', 'as postbus dlq list names them')
    .option('--all', 'every dead letter')
    .action((topic: string | undefined, ids: string[], options: RedriveOptions) => {
      if ((options.all === true) === ids.length > 0)
        throw new AdminError('invalid-input', 'name a topic with ids, or give --all');
      return withAdministration(
        options,
        async (administration) => ({ redriven: await redriveAll(administration, topic, ids) }),
        ({ redriven }, palette) => `${palette.good('Redrove')} ${counted(redriven, 'dead letter')}\n`,
      );
    });
}

/** @param ids all of the topic, or of all topics, where there are none */
async function redriveAll(
  administration: Administration,
  topic: string | undefined,
  ids: readonly string[],
): Promise<number> {
  const letters =
    ids.length > 0 ? ids.map((id) => ({ topic: topic!, id })) : await everyDeadLetter(administration, topic);
  let redriven = 0;
  for (const [name, group] of Map.groupBy(letters, (letter) => letter.topic)) {
    for (let from = 0; from < group.length; from += atOnce) {
      const batch = group.slice(from, from + atOnce).map(({ id }) => id);
      redriven += (await administration.redrive({ topic: name, ids: batch })).redriven;
    }
  }
  return redriven;
}

const atOnce = 500;

async function everyDeadLetter(administration: Administration, topic: string | undefined): Promise<DeadLetter[]> {
  const first = await administration.listDeadLetters({ limit: atOnce, ...(topic !== undefined && { topic }) });
  const all: DeadLetter[] = [];
  for (const [name, letters] of Map.groupBy(first.deadLetters, (letter) => letter.topic)) {
    all.push(...letters);
    for (let page = letters; page.length === atOnce; all.push(...page)) {
      const after = page.at(-1)!.id;
      page = (await administration.listDeadLetters({ topic: name, after, limit: atOnce })).deadLetters;
    }
  }
  return all;
}
