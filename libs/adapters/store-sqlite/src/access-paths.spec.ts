import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import type { MailboxScope, TextMessage } from '@postbus/domain';
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
import { SqliteTextMessageStore } from './text-message-store.ts';

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
const mayScan = /FROM abandoned|FROM text_message_counts|FROM jobs GROUP BY queue|SELECT domain FROM domains UNION/;

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

  it('reads messages asked for by their ids one by one', () => {
    expect(planWith('json_each(?) AS wanted')).toEqual([
      [
        'SCAN wanted VIRTUAL TABLE INDEX 1:',
        'SEARCH m USING INDEX messages_by_id (mailbox=? AND id=?)',
        'SEARCH f USING PRIMARY KEY (mailbox=? AND id=?)',
      ],
    ]);
  });

  it('reads what is asked of text messages as one range of an index that has no other', () => {
    const [phones, page, counted, last] = [
      "channel = 'phone' AND state IN ('queued', 'dispatched') ORDER BY",
      '(submitted_at, id) < (?, ?)\n',
      'SELECT 1 FROM text_message_recipients WHERE number = ?',
      'WHERE r.mailbox = ? AND r.number = ? ORDER BY r.submitted_at DESC',
    ].map((part) => planWith(part).flat());
    expect(phones).toEqual(['SEARCH text_messages USING INDEX text_messages_for_phones (mailbox=?)']);
    expect(page).toEqual([
      'SEARCH text_messages USING INDEX text_messages_by_time (mailbox=? AND (submitted_at,id)<(?,?))',
    ]);
    expect(counted).toContain(
      'SEARCH text_message_recipients USING COVERING INDEX text_message_recipients_by_number (number=? AND submitted_at>?)',
    );
    expect(last).toEqual([
      'SEARCH r USING PRIMARY KEY (mailbox=? AND number=?)',
      'SEARCH m USING INTEGER PRIMARY KEY (rowid=?)',
    ]);
    expect(planWith('WHERE ended_at < ?')).toEqual([
      ['SEARCH text_messages USING INDEX text_messages_by_end (ended_at<?)'],
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
  await useTextMessages(new SqliteTextMessageStore(connection, commits, outboxWriter, systemClock));
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
  await directory.change(id, { aliases: ['al@example.org'], phoneNumbers: [{ number: '+1', verifiedAt: 1 }] });
  await directory.resolveNumber('+1');
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

async function useTextMessages(store: SqliteTextMessageStore): Promise<void> {
  const [id, submission, mailbox, number] = ['i', 's', 'm', '+1'] as const;
  const message: TextMessage = {
    id,
    submission,
    tenant: 't',
    mailbox,
    kind: 'sms',
    source: 'api',
    recipients: [{ number }],
    channels: [],
    channel: 'c',
    state: 'sent',
    submittedAt: 1,
    dueAt: 1,
    expiresAt: 2,
    changedAt: 1,
  };
  const taken = { state: 'submitted', messageId: 'A' } as const;
  await store.add([{ message, events: [] }]);
  const carrier = { sender: 's', userMessageReference: 1, parts: [taken] };
  await store.put({ ...message, recipients: [{ number: '+2' }], carrier }, 1);
  await store.message(id);
  await store.ofSubmission(submission);
  await store.ofItem(mailbox, 1);
  await store.forPhones(mailbox);
  await store.list(mailbox, { limit: 1 });
  await store.list(mailbox, { limit: 1, after: id, states: ['sent'] });
  await store.countSince({ mailbox }, 0, 10);
  await store.countSince({ number }, 0, 10);
  await store.lastTo(mailbox, number);
  await store.counts();
  await store.findPart('c', ['A']);
  for (const messageIds of [['A'], ['B'], ['C']]) {
    await store.keepReceipt({ channel: 'c', messageIds, state: 'delivered', at: 1 }, 2);
  }
  await store.takeReceipts('c', 'C');
  await store.nextReference('c', number);
  await store.addReceivedPart({ key: 'k', sequence: 1, total: 2, content: '""', at: 1 });
  await store.incompleteSince(2, 10);
  await store.removeReceivedParts('k', 1);
  await store.optOut({ number, sender: 'a', at: 1 });
  await store.isOptedOut(number, 'a');
  await store.optOuts();
  await store.optIn(number, 'a');
  await store.holdShare('c', 'a', 1000);
  await store.releaseShare('c', 'a');
  await store.prune({ messagesBefore: Date.now() + 1000, receiptsBefore: Date.now() + 1000 });
}
