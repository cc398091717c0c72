/** What goes on in the server, or lies in the folder: mailboxes, readers, dead letters, jobs. */
import type { Administration } from '../admin/operations.ts';
import { counted } from '../terminal/numbers.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

/** Milliseconds that an event may wait for its reader before it is complained about. */
const longestLag = 60_000;

export async function lookAtMailboxes(administration: Administration, repair: boolean): Promise<Finding> {
  const { accounts, missing, repaired } = repair
    ? await administration.checkMailboxes({ repair })
    : { ...(await administration.listMissingMailboxes({})), repaired: false };
  if (missing.length === 0) return ok('mailboxes', `${counted(accounts, 'account')}, each with its mailbox`);
  const names = missing.join(', ');
  return repaired
    ? ok('mailboxes', `made those missing, of ${names}`)
    : failed('mailboxes', `no mailbox for ${names}; --repair makes them`);
}

export async function lookAtReaders(administration: Administration): Promise<Finding> {
  const { lag } = await administration.listLag({});
  const late = lag.filter(({ age }) => age > longestLag);
  if (late.length === 0) return ok('readers', `${counted(lag.length, 'group')} up to date`);
  const names = late.map(
    ({ topic, group, records, age }) =>
      `${group} on ${topic}: ${counted(records, 'event')}, the oldest ${Math.round(age / 1000)} s`,
  );
  return warning('readers', `behind: ${names.join('; ')}`);
}

export async function lookAtDeadLetters(administration: Administration): Promise<Finding> {
  const { deadLetters } = await administration.listDeadLetters({ limit: 1000 });
  if (deadLetters.length === 0) return ok('letters', 'no dead letters');
  return warning('letters', `${counted(deadLetters.length, 'dead letter')}; postbus dlq list tells why`);
}

export async function lookAtJobs(administration: Administration): Promise<Finding> {
  const { jobs } = await administration.countJobs({});
  const counts = jobs.map(
    ({ queue, waiting, due, claimed }) => `${queue}: ${waiting} waiting, ${due} due, ${claimed} at work`,
  );
  return ok('jobs', counts.length === 0 ? 'none' : counts.join('; '));
}
