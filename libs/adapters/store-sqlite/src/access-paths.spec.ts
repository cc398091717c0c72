import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import type { MailboxScope } from '@postbus/domain';
import { PropertyBag } from '@postbus/mapi';
import { lowestAuditId, systemClock } from '@postbus/ports';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AbandonedRows } from './abandoned-rows.ts';
import { SqliteAuditLog } from './audit-log.ts';
import { Connection } from './connection.ts';
import { SqliteDeviceStore } from './device-store.ts';
import { SqliteDirectory } from './directory.ts';
import { GroupCommit } from './group-commit.ts';
import { SqliteJobStore } from './job-store.ts';
import { SqliteMailStore } from './mail-store.ts';
import { migrate } from './migrate.ts';
import { SqliteOutbox } from './outbox.ts';
import { OutboxWriter } from './outbox-rows.ts';

/** Remembers every statement that ran. */
class ObservedConnection extends Connection {
  readonly statements = new Set<string>();

  override run(sql: string, ...values: SQLInputValue[]) {
    this.statements.add(sql);
    return super.run(sql, ...values);
  }

  // eslint-disable-next-line typescript/no-unnecessary-type-parameters
  override get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    this.statements.add(sql);
    return super.get<Row>(sql, ...values);
  }

  override all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    this.statements.add(sql);
    return super.all<Row>(sql, ...values);
  }
}

/** What may read a whole table: it has as many rows as are answered, or few at any time. */
const mayScan = /FROM abandoned|FROM jobs GROUP BY queue|SELECT domain FROM domains UNION/;

const summary = { subject: 'Lunch' } as never;

describe('how statements reach their rows, as SQLite plans them', () => {
  let folder: TemporaryFolder;
  let connection: ObservedConnection;
  let plans: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    connection = new ObservedConnection(file, { busyTimeout: 1, cacheSize: 1 << 20 });
    migrate(connection, file, systemClock);
    connection.statements.clear();
    await useEverything(connection);
    plans = new Map(
      [...connection.statements]
        .filter((sql) => /SELECT|UPDATE|DELETE|INSERT/.test(sql))
        .map((sql) => [sql, planOf(sql)]),
    );
  });
  afterAll(() => {
    connection.close();
    folder.remove();
  });

  const planOf = (sql: string) => {
    const parameters = Math.max(
      0,
      ...[...sql.matchAll(/\?(\d*)/g)].map(([, number], index) => Number(number) || index + 1),
    );
    const steps = connection.all<{ readonly detail: string }>(
      `EXPLAIN QUERY PLAN ${sql}`,
      ...Array.from({ length: parameters }, () => null),
    );
    return steps.map(({ detail }) => detail);
  };
  const planWith = (part: string) => [...plans].filter(([sql]) => sql.includes(part)).map(([, plan]) => plan);

  it('never reads a whole table', () => {
    const scanning = [...plans].filter(
      ([sql, plan]) =>
        !mayScan.test(sql) && plan.some((step) => /^SCAN (?!json_each|wanted|below|\d|\(|CONSTANT)/.test(step)),
    );
    expect(scanning).toEqual([]);
    expect(plans.size).toBeGreaterThan(60);
  });

  it('never sorts', () => {
    const sorting = [...plans].filter(
      ([sql, plan]) => !mayScan.test(sql) && plan.some((step) => step.includes('TEMP B-TREE')),
    );
    expect(sorting).toEqual([]);
  });

  it("reads a folder's changes as one range of messages by their latest change, and one of tombstones", () => {
    expect(planWith('m.latest_change > ?')).toEqual([
      ['SEARCH m USING INDEX messages_by_change (mailbox=? AND folder=? AND latest_change>?)'],
    ]);
    expect(planWith('FROM message_tombstones\n     WHERE mailbox = ? AND folder = ? AND change_number > ?')).toEqual([
      ['SEARCH message_tombstones USING PRIMARY KEY (mailbox=? AND folder=? AND change_number>?)'],
    ]);
  });

  it('pages a list by one range of receipt', () => {
    const range = '(mailbox=? AND folder=? AND received>? AND (received,id)<(?,?))';
    expect(planWith('ORDER BY m.received DESC')).toEqual([
      [`SEARCH m USING INDEX messages_by_receipt ${range}`],
      [`SEARCH m USING INDEX messages_by_receipt ${range}`],
      [`SEARCH m USING INDEX text_messages_by_receipt ${range}`],
    ]);
  });
});

async function useEverything(connection: Connection): Promise<void> {
  const commits = new GroupCommit(connection, { durable: async () => {} }, { largestGroup: 10, longestGroup: 1000 });
  const outboxWriter = new OutboxWriter(connection);
  const outbox = new SqliteOutbox(connection, commits, outboxWriter, systemClock);
  const abandoned = new AbandonedRows(connection, commits);
  const parts = { connection, commits, outbox, outboxWriter, abandoned, clock: systemClock };
  const scope: MailboxScope = { tenant: 't', mailbox: randomUUID(), principal: { kind: 'service', service: 'test' } };
  const store = new SqliteMailStore({ ...parts, close: async () => undefined });
  await useMail(store, scope);
  await useDevices(new SqliteDeviceStore(connection, commits), scope);
  await useDirectory(new SqliteDirectory(connection, commits, outboxWriter, systemClock));
  await useJobs(new SqliteJobStore(connection, commits, systemClock));
  await useAudit(new SqliteAuditLog(connection, commits));
  const lease = await outbox.lease(0, 'owner', 1000);
  await outbox.remove(
    lease!,
    (await outbox.read(lease!, 10)).map(({ id }) => id),
  );
  await outbox.release(lease!);
  await store.deleteMailbox(scope);
  await vi.waitFor(() => expect(connection.get('SELECT 1 FROM abandoned LIMIT 1')).toBeUndefined());
  await store.prune({ dedupeBefore: Date.now() + 1000 });
}

async function useMail(store: SqliteMailStore, scope: MailboxScope): Promise<void> {
  await store.createMailbox(scope);
  const object = { properties: new PropertyBag(), recipients: [], attachments: [] };
  const mime = { sha256: 'a'.repeat(64), size: 1 };
  const message = { object, summary, received: 1, read: false, mime };
  const { results } = await store.apply(
    scope,
    [
      { do: 'create-folder', parent: 'root', displayName: 'A' },
      ...[1, 2].map(() => ({ do: 'insert-message', folder: 'inbox', message }) as const),
    ],
    { dedupe: ['key'] },
  );
  const folder = results[0] && 'folder' in results[0] ? (results[0].folder ?? 0) : 0;
  const [id, other] = results.slice(1).map((result) => result.message ?? 0) as [number, number];
  await store.apply(scope, [
    { do: 'update-message', id, message },
    { do: 'set-read', id, read: true },
    { do: 'copy-message', id, to: folder },
    { do: 'update-folder', id: folder, parent: 'inbox' },
    { do: 'move-message', id, to: folder },
    { do: 'delete-message', id: other },
  ]);
  const { id: inbox } = (await store.folders(scope)).find(({ role }) => role === 'inbox')!;
  await store.contentChanges(scope, inbox, 0, 10);
  await store.hierarchyChanges(scope, 0);
  await store.arrivals(scope, inbox, 0, 10);
  for (const of of [undefined, 'mail', 'text'] as const) {
    const range = of === undefined ? {} : { of };
    await store.list(scope, inbox, { ...range, limit: 1 });
    await store.count(scope, inbox, range, 10);
  }
  await store.messages(scope, [id]);
  await store.message(scope, (await store.list(scope, folder, { limit: 1 }))[0]!.id);
  await store.propertyIds(scope, [{ guid: '00020386-0000-0000-c000-000000000046', name: 'x' }]);
  await store.referencedBlobs([mime.sha256]);
  await store.apply(scope, [{ do: 'delete-folder', id: folder }]);
}

async function useDevices(store: SqliteDeviceStore, scope: MailboxScope): Promise<void> {
  const device = { id: 'D', type: 'T', firstSeen: 1, lastSeen: 1 };
  for (const version of [0, 1]) {
    await store.putDevice(scope, device, version);
    await store.putState(scope, 'D', 'folders', 1, version);
  }
  await store.device(scope, 'D');
  await store.devices(scope);
  await store.state(scope, 'D', 'folders');
  await store.removeStates(scope, 'D', 'f');
  await store.removeDevice(scope, 'D');
}

async function useDirectory(directory: SqliteDirectory): Promise<void> {
  const { id } = await directory.add({ tenant: 't', address: 'ada@example.org' });
  await directory.change(id, { aliases: ['al@example.org'] });
  await directory.resolve('al@example.org');
  await directory.accounts();
  await directory.addDomain('example.net');
  await directory.isLocalDomain('example.net');
  await directory.domains();
  await directory.remove(id);
}

async function useJobs(store: SqliteJobStore): Promise<void> {
  const job = { queue: 'q', dedupeKey: 'k', user: 'u', destination: 'd', due: 1, state: null, blobs: ['b'.repeat(64)] };
  await store.add([job]);
  const claim = () => store.claim({ queue: 'q', worker: 'w', lease: 1000, limit: 1, perDestination: 1 });
  const [first] = await claim();
  await store.finish(await store.renew(first!, 1, 1000), { end: 'retry', due: 1, state: null });
  const [second] = await claim();
  await store.nextDue('q');
  await store.counts();
  await store.finish(second!, { end: 'done' });
}

async function useAudit(log: SqliteAuditLog): Promise<void> {
  const id = lowestAuditId(1);
  const entry = { id, time: 1, principal: 'p', action: 'a', subject: 's', details: {}, outcome: 'requested' } as const;
  await log.append(entry);
  await log.conclude(id, { outcome: 'done' });
  for (const filter of [{}, { action: 'a' }, { principal: 'p' }, { subject: 's' }]) {
    await log.read({ after: 1, before: 2, limit: 1, ...filter });
  }
  await log.prune(2);
}
