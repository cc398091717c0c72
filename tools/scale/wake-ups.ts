/** What it costs to wake phones: `mailbox.changed.v1` read by every sync process, or only where a mailbox is waited for. */
import { limits, measured } from './assumptions.ts';

export interface WakeUps {
  readonly name: string;
  /** Hints that one sync process reads a second. */
  readonly perProcess: number;
  /** Share of one core that it spends on that. */
  readonly core: number;
  /** Bytes a second that all of them take from the brokers. */
  readonly egress: number;
  /** Whether that share is bearable. */
  readonly bearable: boolean;
}

export interface Fleet {
  /** Hints a second. */
  readonly hints: number;
  readonly partitions: number;
  readonly processes: number;
  readonly waiting: number;
}

export function wakeUps(fleet: Fleet): WakeUps[] {
  const { processes, partitions } = fleet;
  const owned = Math.ceil(partitions / processes);
  return [
    costOf('broadcast: each reads all', fleet, partitions),
    costOf('each reads the partitions waited for, phones anywhere', fleet, partitionsWaitedFor(fleet)),
    costOf('each owns partitions, phones go to the owner (HTTP 451)', fleet, owned),
  ];
}

function costOf(name: string, { hints, partitions, processes }: Fleet, read: number): WakeUps {
  const perProcess = (hints * read) / partitions;
  const core = perProcess / measured.readPerSecond;
  const egress = perProcess * processes * measured.changedBytes;
  return { name, perProcess, core, egress, bearable: core <= limits.broadcastShare };
}

/** In how many partitions the mailboxes lie, on average, whose phones one process has, where any phone goes anywhere. */
function partitionsWaitedFor({ partitions, processes, waiting }: Fleet): number {
  const missed = (1 - 1 / partitions) ** (waiting / processes);
  return partitions * (1 - missed);
}
