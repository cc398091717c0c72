/** The AuditLog over the same file. */
import {
  type AuditConclusion,
  type AuditEntry,
  type AuditLog,
  type AuditOutcome,
  type AuditQuery,
  lowestAuditId,
} from '@postbus/ports';
import type { Connection } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';

interface AuditRow {
  readonly id: string;
  readonly time: number;
  readonly principal: string;
  readonly remote: string | null;
  readonly action: string;
  readonly subject: string;
  readonly details: string;
  readonly outcome: AuditOutcome;
  readonly code: string | null;
  readonly count: number | null;
}

const filters = ['action', 'principal', 'subject'] as const;
/** Sorts behind every id. */
const behindAll = 'g';
/** Rows of one commit. Stops the removal of many from holding up other writers. */
const prunedAtOnce = 500;

export class SqliteAuditLog implements AuditLog {
  readonly #connection: Connection;
  readonly #commits: GroupCommit;

  constructor(connection: Connection, commits: GroupCommit) {
    this.#connection = connection;
    this.#commits = commits;
  }

  append(entry: AuditEntry): Promise<void> {
    const { id, time, principal, remote = null, action, subject, details, outcome, code = null, count = null } = entry;
    return this.#commits.write(() => {
      this.#connection.run(
        'INSERT OR IGNORE INTO audit_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        time,
        principal,
        remote,
        action,
        subject,
        JSON.stringify(details),
        outcome,
        code,
        count,
      );
    });
  }

  conclude(id: string, conclusion: AuditConclusion): Promise<void> {
    const { outcome, code, count }: Pick<AuditEntry, 'outcome' | 'code' | 'count'> = conclusion;
    return this.#commits.write(() => {
      this.#connection.run(
        "UPDATE audit_entries SET outcome = ?, code = ?, count = ? WHERE id = ? AND outcome = 'requested'",
        outcome,
        code ?? null,
        count ?? null,
        id,
      );
    });
  }

  async read(query: AuditQuery): Promise<AuditEntry[]> {
    const { after = 0, before, olderThan = behindAll, limit } = query;
    const end = before === undefined ? behindAll : lowestAuditId(before);
    const given = filters.filter((name) => query[name] !== undefined);
    const conditions = given.map((name) => `AND ${name} = ? `).join('');
    const rows = this.#connection.all<AuditRow>(
      `SELECT * FROM audit_entries WHERE id >= ? AND id < ? ${conditions}ORDER BY id DESC LIMIT ?`,
      lowestAuditId(after),
      end < olderThan ? end : olderThan,
      ...given.map((name) => query[name]!),
      limit,
    );
    return rows.map(entryOf);
  }

  async prune(before: number): Promise<number> {
    let removed = 0;
    for (;;) {
      const { changes } = await this.#commits.write(() =>
        this.#connection.run(
          'DELETE FROM audit_entries WHERE id IN (SELECT id FROM audit_entries WHERE id < ? ORDER BY id LIMIT ?)',
          lowestAuditId(before),
          prunedAtOnce,
        ),
      );
      removed += changes;
      if (changes < prunedAtOnce) return removed;
    }
  }
}

function entryOf({
  id,
  time,
  principal,
  remote,
  action,
  subject,
  details,
  outcome,
  code,
  count,
}: AuditRow): AuditEntry {
  return {
    id,
    time,
    principal,
    ...(remote !== null && { remote }),
    action,
    subject,
    details: JSON.parse(details) as AuditEntry['details'],
    outcome,
    ...(code !== null && { code }),
    ...(count !== null && { count }),
  };
}
