/** Leases of the outbox's shards: one holder, taken over after it ran out, the old holder fenced. */
import { describe, expect, it } from 'vitest';
import { type StoreContractPart, handlesOf, insert, newMailbox, plainRecord, range } from './mail-store-fixture.ts';

export const outboxLeases: StoreContractPart = (fixture) => {
  describe("leases of the outbox's shards", () => {
    it('gives a shard to one owner of many', async () => {
      const { stores } = fixture();
      const handles = await handlesOf(fixture());
      const leases = await Promise.all(
        range(12).map((number) => handles[number % handles.length]!.mailStore.outbox.lease(0, `owner ${number}`, 1000)),
      );
      expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
      expect(await stores.mailStore.outbox.lease(1, 'another', 1000)).toBeDefined();
    });

    it('lets its owner renew it, and nobody take it until it ran out', async () => {
      const { stores, clock } = fixture();
      const { outbox } = stores.mailStore;
      const first = await outbox.lease(0, 'one', 1000);
      clock.advance(900);
      const renewed = await outbox.lease(0, 'one', 1000);
      expect(renewed).toEqual({ ...first, leasedUntil: clock.now() + 1000 });
      clock.advance(900);
      expect(await outbox.lease(0, 'two', 1000)).toBeUndefined();
      clock.advance(100);
      const taken = await outbox.lease(0, 'two', 1000);
      expect(taken?.token).toBeGreaterThan(first?.token ?? Infinity);
      expect(await outbox.lease(0, 'one', 1000)).toBeUndefined();
    });

    it('fences the old holder', async () => {
      const { stores, clock } = fixture();
      const { outbox } = stores.mailStore;
      const scope = await newMailbox(stores);
      await stores.mailStore.apply(scope, [insert()], { events: [plainRecord('event')] });
      const old = await Promise.all(range(outbox.shards).map((shard) => outbox.lease(shard, 'old', 1000)));
      const entries = await Promise.all(old.map((lease) => outbox.read(lease!, 100)));
      const shard = entries.findIndex((found) => found.length > 0);
      const ids = entries[shard]!.map(({ id }) => id);
      clock.advance(1000);
      const lease = await outbox.lease(shard, 'new', 1000);
      await expect(outbox.read(old[shard]!, 100)).rejects.toMatchObject({ code: 'lease-lost', retryable: false });
      await expect(outbox.remove(old[shard]!, ids)).rejects.toMatchObject({ code: 'lease-lost' });
      await outbox.release(old[shard]!);
      expect(await outbox.lease(shard, 'old', 1000)).toBeUndefined();
      expect(await outbox.read(lease!, 100)).toEqual(entries[shard]);
      await outbox.remove(lease!, ids.slice(1));
      expect((await outbox.read(lease!, 100)).map(({ id }) => id)).toEqual(ids.slice(0, 1));
    });

    it('is free at once when released, under a higher token', async () => {
      const { outbox } = fixture().stores.mailStore;
      const first = await outbox.lease(3, 'one', 60_000);
      await outbox.release(first!);
      const second = await outbox.lease(3, 'two', 60_000);
      expect(second?.token).toBeGreaterThan(first?.token ?? Infinity);
    });

    it('keeps its tokens rising over a crash', async () => {
      const first = await fixture().stores.mailStore.outbox.lease(0, 'one', 1000);
      await fixture().crash();
      const { mailStore } = await fixture().reopen();
      expect(await mailStore.outbox.lease(0, 'two', 1000)).toBeUndefined();
      fixture().clock.advance(1000);
      expect((await mailStore.outbox.lease(0, 'two', 1000))?.token).toBeGreaterThan(first?.token ?? Infinity);
    });

    it('reads at most as many as asked, the oldest', async () => {
      const { stores } = fixture();
      const { outbox } = stores.mailStore;
      const scope = await newMailbox(stores);
      const events = range(9).map((number) => plainRecord(String(number)));
      const nudged = Promise.withResolvers<number>();
      outbox.onCommitted(([first]) => nudged.resolve(first!.shard));
      await stores.mailStore.apply(scope, [], { events });
      const lease = await outbox.lease(await nudged.promise, 'one', 1000);
      const all = await outbox.read(lease!, 1000);
      expect(await outbox.read(lease!, 4)).toEqual(all.slice(0, 4));
      expect(await outbox.waiting()).toBeGreaterThanOrEqual(all.length);
      expect(all.map(({ record }) => record).slice(-9)).toEqual(events);
    });
  });
};
