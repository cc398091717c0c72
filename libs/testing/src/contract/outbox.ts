/** The outbox: events of each commit, in the order of commits, until they were sent. */
import { type BusRecord, fromRecord, mailboxChanged } from '@postbus/contracts';
import type { Outbox, OutboxEntry } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import {
  type StoreContractPart,
  ascending,
  drainOutbox,
  folderOf,
  insert,
  inserted,
  newMailbox,
  plainRecord,
  range,
} from './mail-store-fixture.ts';

const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

const isHint = ({ topic }: BusRecord) => topic === mailboxChanged.name;

export const outbox: StoreContractPart = (fixture) => {
  describe('outbox', () => {
    it('holds a mailbox.changed.v1 of each commit with a change', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      await drainOutbox(stores);
      const { changeNumber } = await stores.mailStore.apply(scope, [insert(), insert({}, 'junk')], { traceparent });
      const records = (await drainOutbox(stores)).map(({ record }) => record);
      expect(records).toHaveLength(1);
      const event = fromRecord(mailboxChanged, records[0]!);
      const folders = [await folderOf(stores, scope, 'inbox'), await folderOf(stores, scope, 'junk')].map(
        ({ id }) => id,
      );
      expect({ ...event.data, folders: event.data.folders.toSorted(ascending) }).toEqual({
        mailbox: scope.mailbox,
        hierarchy: false,
        changeNumber,
        traceparent,
        folders: folders.toSorted(ascending),
      });
      expect(event).toMatchObject({ source: '/store', traceparent });
      expect(records[0]!.key).toBe(scope.mailbox);
    });

    it('holds the events given, in their bytes and order', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      await drainOutbox(stores);
      const events = range(5).map((number) =>
        plainRecord(`key ${number}`, JSON.stringify({ number, text: 'ä€\u0000' })),
      );
      await stores.mailStore.apply(scope, [insert()], { events });
      await stores.mailStore.apply(scope, [], { events: events.slice(0, 1) });
      const records = (await drainOutbox(stores)).map(({ record }) => record).filter((record) => !isHint(record));
      expect(records).toEqual([...events, events[0]]);
    });

    it("keeps each mailbox's events in the order of its commits", async () => {
      const { stores } = fixture();
      const scopes = await Promise.all(range(6).map(() => newMailbox(stores)));
      await drainOutbox(stores);
      const applied = new Map<string, number[]>();
      await Promise.all(
        range(90).map(async (number) => {
          const scope = scopes[number % 6]!;
          const { changeNumber } = await stores.mailStore.apply(scope, [insert()], {
            events: [plainRecord(scope.mailbox, String(number))],
          });
          applied.set(scope.mailbox, [...(applied.get(scope.mailbox) ?? []), changeNumber]);
        }),
      );
      const entries = await drainOutbox(stores);
      for (const { mailbox } of scopes) {
        const own = entries.filter(({ record }) => record.key === mailbox);
        const hints = own
          .filter(({ record }) => isHint(record))
          .map(({ record }) => fromRecord(mailboxChanged, record).data);
        const numbers = hints.map(({ changeNumber }) => changeNumber);
        expect(numbers).toEqual(numbers.toSorted(ascending));
        expect(numbers.at(-1)).toBe(Math.max(...(applied.get(mailbox) ?? [])));
        expect(own.filter(({ record }) => !isHint(record))).toHaveLength(15);
        expect(own.map(({ id }) => id)).toEqual(own.map(({ id }) => id).toSorted(ascending));
      }
    });

    it('tells the events of each commit after it, until told to stop', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const { outbox } = stores.mailStore;
      await drainOutbox(stores);
      const told: OutboxEntry[] = [];
      const stop = outbox.onCommitted((entries) => told.push(...entries));
      await Promise.all(
        range(3).map((number) =>
          stores.mailStore.apply(scope, [insert()], { events: [plainRecord('own', String(number))] }),
        ),
      );
      expect(told).toHaveLength(6);
      const lease = await outbox.lease(told[0]!.shard, 'publisher', 1000);
      expect(await outbox.read(lease!, 10)).toEqual(told.toSorted((one, other) => one.id - other.id));
      await stores.mailStore.apply(scope, []);
      stop();
      await inserted(stores, scope);
      expect(told).toHaveLength(6);
    });

    it('lets a committer remove what it sent, whoever holds the shard, and once', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const { outbox } = stores.mailStore;
      await drainOutbox(stores);
      const told: OutboxEntry[] = [];
      outbox.onCommitted((entries) => told.push(...entries));
      await stores.mailStore.apply(scope, [], { events: range(3).map((number) => plainRecord(`${number}`)) });
      const lease = await outbox.lease(told[0]!.shard, 'publisher', 1000);
      await outbox.removeSent(told.slice(0, 2));
      await outbox.removeSent(told.slice(1, 2));
      expect(await outbox.read(lease!, 10)).toEqual(told.slice(2));
      expect(await outbox.waiting()).toBe(1);
    });

    it('tells what was committed before a time from what was committed since', async () => {
      const { stores, clock } = fixture();
      const scope = await newMailbox(stores);
      const { outbox } = stores.mailStore;
      await drainOutbox(stores);
      const told: OutboxEntry[] = [];
      outbox.onCommitted((entries) => told.push(...entries));
      await stores.mailStore.apply(scope, [], { events: [plainRecord('older')] });
      clock.advance(5000);
      await stores.mailStore.apply(scope, [], { events: [plainRecord('newer')] });
      const lease = await outbox.lease(told[0]!.shard, 'publisher', 60_000);
      expect(await outbox.read(lease!, 10, clock.now() - 3000)).toEqual(told.slice(0, 1));
      expect(await outbox.read(lease!, 10, clock.now() - 5001)).toEqual([]);
      expect(await outbox.read(lease!, 10)).toEqual(told);
    });

    it('gives events again after a crash before they were removed, and none that were', async () => {
      const scope = await newMailbox(fixture().stores);
      await drainOutbox(fixture().stores);
      await fixture().stores.mailStore.apply(scope, [insert()], {
        events: range(3).map((number) => plainRecord(`${number}`)),
      });
      const { outbox } = fixture().stores.mailStore;
      const before = await readAll(outbox, 'first');
      await outbox.remove(before.lease, [before.entries[0]!.id]);
      await fixture().crash();
      const stores = await fixture().reopen();
      fixture().clock.advance(60_000);
      expect((await readAll(stores.mailStore.outbox, 'second')).entries).toEqual(before.entries.slice(1));
    });
  });
};

/** The one shard that has events, held by `owner`. */
async function readAll(outbox: Outbox, owner: string) {
  for (let shard = 0; shard < outbox.shards; shard++) {
    const lease = await outbox.lease(shard, owner, 10_000);
    const entries = await outbox.read(lease!, 100);
    if (entries.length > 0) return { lease: lease!, entries };
  }
  throw new Error('the outbox is empty');
}
