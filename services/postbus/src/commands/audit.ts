import { Command, InvalidArgumentError } from 'commander';
import type { Administration, AuditEntry } from '../admin/operations.ts';
import { table } from '../terminal/table.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

interface AuditOptions extends AdminOptions {
  readonly after?: string;
  readonly before?: string;
  readonly action?: string;
  readonly by?: string;
  readonly on?: string;
  readonly limit: number;
}

export function auditCommand(): Command {
  return withAdmin(new Command('audit'))
    .summary('what operators did')
    .description('What was done and refused, by whom and from where, newest first. Times are UTC.')
    .option('--after <time>', 'only at or after this time, such as 2026-11-21 or 2026-11-21T10:30Z', time)
    .option('--before <time>', 'only before this time', time)
    .option('--action <name>', 'only of this operation, such as removeAccount, redrive, authenticate')
    .option('--by <principal>', 'only by the token of this name, or local/UID')
    .option('--on <subject>', 'only on this address, topic or domain')
    .option('--limit <number>', 'entries at most', wholeNumber, 100)
    .action((options: AuditOptions) =>
      withAdministration(
        options,
        async (administration) => ({ entries: await entriesOf(administration, options) }),
        ({ entries }, palette) =>
          entries.length === 0
            ? 'Nothing was done.\n'
            : table(['TIME', 'BY', 'FROM', 'ACTION', 'ON', 'DETAILS', 'OUTCOME'], entries.map(rowOf), palette),
      ),
    );
}

const pageSize = 1000;

async function entriesOf(administration: Administration, options: AuditOptions): Promise<AuditEntry[]> {
  const { after, before, action, by: principal, on: subject, limit } = options;
  const filters = Object.entries({ after, before, action, principal, subject }).filter(
    ([, value]) => value !== undefined,
  );
  const query = Object.fromEntries(filters);
  const all: AuditEntry[] = [];
  for (;;) {
    const olderThan = all.at(-1)?.id;
    const wanted = Math.min(limit - all.length, pageSize);
    const page = { ...query, limit: wanted, ...(olderThan !== undefined && { olderThan }) };
    const { entries } = await administration.listAudit(page);
    all.push(...entries);
    if (entries.length < wanted || all.length === limit) return all;
  }
}

function rowOf(entry: AuditEntry): string[] {
  const { time, principal, remote = '', action, subject, details } = entry;
  return [
    time.slice(0, 19).replace('T', ' '),
    principal,
    remote,
    action,
    subject,
    detailsText(details),
    outcomeText(entry),
  ];
}

function detailsText(details: AuditEntry['details']): string {
  return Object.entries(details)
    .filter(([, value]) => value.length > 0)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : listText(value)}`)
    .join(' ');
}

/** Items that a row has room for; `--json` tells all. */
const shownItems = 3;

function listText(items: readonly string[]): string {
  const more = items.length - shownItems;
  return items.slice(0, shownItems).join(',') + (more > 0 ? ` and ${more} more` : '');
}

function outcomeText({ outcome, code, count }: AuditEntry): string {
  return [outcome, ...(code === undefined ? [] : [code]), ...(count === undefined ? [] : [`(${count})`])].join(' ');
}

function time(text: string): string {
  const read = new Date(/^[\d-]+T[\d:.]+$/.test(text) ? `${text}Z` : text);
  if (Number.isNaN(read.getTime())) throw new InvalidArgumentError('A time such as 2026-11-21T10:30Z is expected.');
  return read.toISOString();
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number of at least 1 is expected.');
}
