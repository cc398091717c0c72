/** A submission on its way, with the real store, blobs, bus and worker threads. */
import { randomUUID } from 'node:crypto';
import { openAttemptLog } from '@postbus/attempt-log-fs';
import { openFileBlobStore } from '@postbus/blob-fs';
import { openEmbeddedBus } from '@postbus/bus-embedded';
import { type DecodedEvent, type MailOutbound, type MailSubmitted, fromRecord, mailOutbound } from '@postbus/contracts';
import type { MailboxScope, StoredMessage } from '@postbus/domain';
import { PidTagSubject } from '@postbus/mapi';
import { type AttemptLog, type BlobStore, type MailStore, type MessageBus, systemClock } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConversionPool } from '../worker/conversion-pool.ts';
import { gatewayWithoutPolicies, noTexts } from '../gateway-world.fixture.ts';
import { ConvertReliably } from './convert-reliably.ts';
import { ProtectSubmission } from './protect-submission.ts';
import { RouteSubmission } from './route-submission.ts';

let folder: TemporaryFolder;
let sqlite: SqliteStore;
let blobs: BlobStore;
let bus: MessageBus;
let attempts: AttemptLog;
let pool: ConversionPool;
let route: RouteSubmission;
const signal = new AbortController().signal;
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

beforeAll(async () => {
  folder = temporaryFolder();
  sqlite = openSqliteStore({ folder: folder.path });
  blobs = await openFileBlobStore(`${folder.path}/blobs`);
  bus = openEmbeddedBus({ folder: folder.path });
  attempts = openAttemptLog(folder.path);
  pool = new ConversionPool({ threads: 1, memory: 256, time: 20_000 });
  const parts = await gatewayWithoutPolicies({ sqlite, blobs, attempts, pool });
  const converter = new ConvertReliably(pool, parts.attempts);
  route = new RouteSubmission(bus, blobs, converter, store(), systemClock, new ProtectSubmission(parts), noTexts);
});
afterAll(async () => {
  await pool.close();
  await attempts.close();
  await bus.close();
  await blobs.close();
  await sqlite.close();
  folder.remove();
});

const store = (): MailStore => sqlite.mailStore;
const scope = (mailbox: string): MailboxScope => ({
  tenant: 't',
  principal: { kind: 'service', service: 'test' },
  mailbox,
});

const mime = 'From: ann@example.org\r\nTo: b@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n';

async function submission(
  submitter: string,
  addresses: readonly string[],
  saveToSentItems?: boolean,
): Promise<MailSubmitted> {
  await store().createMailbox(scope(submitter));
  return {
    id: randomUUID(),
    tenant: 't',
    raw: await blobs.put(Buffer.from(mime)),
    reversePath: { address: 'ann@example.org', smtpUtf8: false, body: '7BIT' },
    submitter,
    recipients: addresses.map((address) => ({ address })),
    ...(saveToSentItems !== undefined && { saveToSentItems }),
    submittedAt: '2026-01-02T03:04:05.000Z',
  };
}

async function messagesOf(mailbox: string, role: string): Promise<StoredMessage[]> {
  const id = (await store().folders(scope(mailbox))).find((one) => one.role === role)?.id ?? 0;
  const records = await store().list(scope(mailbox), id, { limit: 100 });
  const messages = await Promise.all(records.map((record) => store().message(scope(mailbox), record.id)));
  return messages.flatMap((message) => message ?? []);
}

/** The first `count` events that come out while `run` runs. */
async function outbound(count: number, run: () => Promise<void>): Promise<DecodedEvent<MailOutbound>[]> {
  const events: DecodedEvent<MailOutbound>[] = [];
  const all = Promise.withResolvers<void>();
  const subscription = await bus.subscribeBroadcast(mailOutbound.name, async (record) => {
    if (events.push(fromRecord(mailOutbound, record)) === count) all.resolve();
  });
  await run();
  await all.promise;
  await subscription.close();
  return events;
}

describe('a submission on its way, [MS-OXPROTO] 2.5.8', () => {
  it('goes out as one event for each domain, with its bytes as they are and in its trace', async () => {
    const submitted = await submission('ann', ['b@example.com', 'c@example.net', 'd@EXAMPLE.com']);
    const events = await outbound(2, () => route.execute(submitted, { signal, traceparent }));
    const byDomain = new Map(events.map(({ data }) => [data.domain, data]));
    expect([...byDomain.keys()].toSorted()).toEqual(['example.com', 'example.net']);
    expect(byDomain.get('example.com')).toMatchObject({
      id: submitted.id,
      raw: submitted.raw,
      submitter: 'ann',
      reversePath: submitted.reversePath,
      recipients: [{ address: 'b@example.com' }, { address: 'd@EXAMPLE.com' }],
    });
    expect(byDomain.get('example.net')?.recipients).toEqual([{ address: 'c@example.net' }]);
    expect(events.every((event) => event.traceparent?.includes('0af7651916cd43dd8448eb211c80319c'))).toBe(true);
    expect(await messagesOf('ann', 'sent')).toEqual([]);
  });

  it('has the same event ids when it comes again, so that relay takes each once', async () => {
    const submitted = await submission('ann', ['b@example.com', 'c@example.net']);
    const events = await outbound(4, async () => {
      await route.execute(submitted, { signal });
      await route.execute(submitted, { signal });
    });
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  it('leaves one read copy in Sent Items where that is asked for, also when it comes again', async () => {
    const submitted = await submission('keeper', ['b@example.com'], true);
    await route.execute(submitted, { signal });
    await route.execute(submitted, { signal });
    const [copy, ...others] = await messagesOf('keeper', 'sent');
    expect(others).toEqual([]);
    expect(copy).toMatchObject({ read: true, mime: submitted.raw, received: Date.parse(submitted.submittedAt) });
    expect(copy?.object.properties.get(PidTagSubject)).toBe('Grüße');
    expect(await messagesOf('keeper', 'inbox')).toEqual([]);
  });
});
