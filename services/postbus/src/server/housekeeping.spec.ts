import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { openEmbeddedAdapters } from '@postbus/composition';
import type { TextMessage } from '@postbus/domain';
import { manualClock, temporaryFolder } from '@postbus/testing';
import { PortError, auditIds } from '@postbus/ports';
import { afterAll, describe, expect, it } from 'vitest';
import { keepHouse, startHousekeeping } from './housekeeping.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const day = 24 * 60 * 60 * 1000;
const retention = {
  blobs: 30 * day,
  dedupe: 30 * day,
  audit: 400 * day,
  events: 7 * day,
  deadLetters: 14 * day,
  every: 10,
};

describe('housekeeping, docs/adr/0005', () => {
  it('removes a blob that nothing refers to at the second look, and keeps what a job refers to', async () => {
    const adapters = await openEmbeddedAdapters({ folder: folder.path });
    const [lost, held] = await Promise.all([
      adapters.blobs.put(Buffer.from('nobody wants this')),
      adapters.blobs.put(Buffer.from('a job wants this')),
    ]);
    await adapters.jobStore.add([
      { queue: 'relay', dedupeKey: 'one', user: 'u', destination: 'd', due: 0, state: null, blobs: [held.sha256] },
    ]);
    const clock = manualClock(Date.now());
    const ports = { ...adapters, clock };
    await keepHouse(ports, retention);
    await expect(adapters.blobs.read(lost)).resolves.toBeDefined();
    clock.advance(31 * day);
    await keepHouse(ports, retention);
    await expect(adapters.blobs.read(lost)).resolves.toBeDefined();
    clock.advance(31 * day);
    await keepHouse(ports, retention);
    await expect(adapters.blobs.read(lost)).rejects.toMatchObject({ code: 'no-such-blob' });
    await expect(adapters.blobs.read(held)).resolves.toBeDefined();
    await adapters.close();
  });

  it('forgets what operators did past its time', async () => {
    const adapters = await openEmbeddedAdapters({ folder: folder.path });
    const newId = auditIds();
    const clock = manualClock(401 * day);
    const entry = { principal: 'operator', action: 'addDomain', subject: 'example.org', details: {} } as const;
    for (const time of [0, 2 * day]) {
      await adapters.audit.append({ ...entry, id: newId(time), time, outcome: 'done' });
    }
    await keepHouse({ ...adapters, clock }, retention);
    expect(await adapters.audit.read({ limit: 10 })).toMatchObject([{ time: 2 * day }]);
    await adapters.close();
  });

  it('forgets text messages that ended, and receipts that nobody took, past the time of dedupe keys', async () => {
    const adapters = await openEmbeddedAdapters({ folder: folder.path });
    const { textMessages } = adapters;
    const times = { submittedAt: 0, dueAt: 0, expiresAt: day };
    const message = (id: string, state: TextMessage['state'], changedAt: number): TextMessage => ({
      id,
      submission: 's',
      tenant: 't',
      mailbox: 'm',
      kind: 'sms',
      source: 'api',
      recipients: [{ number: '+14255550123' }],
      channels: [],
      state,
      ...times,
      changedAt,
    });
    const [ended, late, waiting] = [
      message('ended', 'sent', 0),
      message('late', 'sent', 2 * day),
      message('waiting', 'queued', 0),
    ] as const;
    await textMessages.add([ended, late, waiting].map((one) => ({ message: one, events: [] })));
    await textMessages.keepReceipt({ channel: 'c', messageIds: ['A'], state: 'delivered', at: 0 }, 10);
    await keepHouse({ ...adapters, clock: manualClock(31 * day) }, retention);
    expect((await textMessages.list('m', { limit: 10 })).map(({ id }) => id).toSorted()).toEqual(['late', 'waiting']);
    await keepHouse({ ...adapters, clock: manualClock(Date.now() + 31 * day) }, retention);
    expect(await textMessages.list('m', { limit: 10 })).toEqual([waiting]);
    expect(await textMessages.takeReceipts('c', 'A')).toEqual([]);
    await adapters.close();
  });

  it('tells a failure and goes on', async () => {
    const { promise: told, resolve } = Promise.withResolvers<unknown>();
    const { promise: again, resolve: done } = Promise.withResolvers<void>();
    let rounds = 0;
    const mailStore = {
      prune: async () => {
        if (++rounds === 1) throw new PortError('unavailable', 'MailStore', 'away');
        done();
      },
    };
    const audit = { prune: async () => 0 };
    const textMessages = { prune: async () => undefined };
    const ports = {
      mailStore,
      textMessages,
      audit,
      blobs: { collect: async () => ({ condemned: 0, removed: 0 }) },
      clock: manualClock(0),
    };
    subscribe('postbus.server.housekeeping-failed', resolve);
    const housekeeping = startHousekeeping(ports as never, retention);
    const keepsTheProcess = setInterval(() => {}, 1000);
    expect(await told).toMatchObject({ error: { code: 'unavailable' } });
    await again;
    clearInterval(keepsTheProcess);
    await housekeeping.stop();
    unsubscribe('postbus.server.housekeeping-failed', resolve);
  });
});
