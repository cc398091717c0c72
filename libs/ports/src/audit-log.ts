/** What operators did, and what they were refused: who, when, from where, on whom, and how it ended. Never a secret. */

/**
 * - `requested`: begun; how it ended is not known (yet), so part or all of it may have been done
 * - `done`: ended well
 * - `refused`: a rule forbade it, and nothing was changed
 * - `failed`: a fault ended it, and part of it may have been done
 */
export type AuditOutcome = 'requested' | 'done' | 'refused' | 'failed';

export interface AuditEntry {
  /** By `auditIds`: sorts in the order of times. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** The name of a token, `local/UID` for somebody on this machine, `unknown` for a token that is none. */
  readonly principal: string;
  /** IP address of the client; absent on this machine. */
  readonly remote?: string;
  /** The operation's name: `removeAccount`. */
  readonly action: string;
  /** What it concerns, in lower case: an address, a topic, a domain; empty where it concerns no one thing. */
  readonly subject: string;
  /** More of what was asked for, by the names of the operation's input. */
  readonly details: Readonly<Record<string, string | readonly string[]>>;
  readonly outcome: AuditOutcome;
  /** The error's, where it was refused or failed. */
  readonly code?: string;
  /** How many it concerned, where the operation tells: dead letters put back, tries summed up. */
  readonly count?: number;
}

export type AuditConclusion =
  | { readonly outcome: 'done'; readonly count?: number }
  | { readonly outcome: 'refused' | 'failed'; readonly code: string };

export interface AuditQuery {
  /** Epoch milliseconds: only entries at or after the first, and before the second. */
  readonly after?: number;
  readonly before?: number;
  readonly action?: string;
  readonly principal?: string;
  readonly subject?: string;
  /** Only entries older than the one of this id, which goes on with a list. */
  readonly olderThan?: string;
  readonly limit: number;
}

/** Entries are added, concluded once and forgotten by age; nothing else ever changes them. */
export interface AuditLog {
  /**
   * Durable when fulfilled. One that is there already is left as it is, so that a try again does no harm.
   * @throws {PortError} `unavailable`, `storage-full`, `outcome-unknown`
   */
  append(entry: AuditEntry): Promise<void>;
  /** Tells how a requested action ended. An entry that was concluded, or that there is none of, stays as it is. */
  conclude(id: string, conclusion: AuditConclusion): Promise<void>;
  /** Newest first. */
  read(query: AuditQuery): Promise<AuditEntry[]>;
  /** Forgets entries before a time (epoch milliseconds); returns how many. */
  prune(before: number): Promise<number>;
}
