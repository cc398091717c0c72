/** What reaches the readers of a group: everything, whole, and in order for each key. */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BusRecord } from '@postbus/contracts';
import { describe, expect, it } from 'vitest';
import { type ContractPart, Witness, eventually, newGroup, numbered, range, within } from './message-bus-fixture.ts';

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

export const delivery: ContractPart = (fixture, { patience }) => {
  describe('delivery to a group', () => {
    it('hands over the records of a key in the order of their publishing, one after another', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witness = new Witness(patience);
      const running = new Set<string>();
      let overlaps = 0;
      await bus.subscribeShared(topic, { group: newGroup() }, async (record) => {
        if (running.has(record.key)) overlaps++;
        running.add(record.key);
        await nextTurn();
        running.delete(record.key);
        witness.see(record);
      });
      const publishKey = async (key: string) => {
        for (const number of range(30)) await bus.publish([numbered(topic, key, number)]);
      };
      await Promise.all(keys.map(publishKey));
      await witness.saw(keys.length * 30);
      for (const key of keys) expect(witness.numbers(key)).toEqual(range(30));
      expect(overlaps).toBe(0);
    });

    it('handles different keys of one partition beside each other', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic({ partitions: 1 });
      const meeting = Promise.withResolvers<void>();
      const arrived = new Set<string>();
      const witness = new Witness(patience);
      await bus.subscribeShared(topic, { group: newGroup(), concurrency: 3 }, async (record) => {
        arrived.add(record.key);
        if (arrived.size === 3) meeting.resolve();
        await meeting.promise;
        witness.see(record);
      });
      await bus.publish(['x', 'y', 'z'].map((key) => numbered(topic, key, 0)));
      await witness.saw(3);
    });

    it('runs no more handlers beside each other than `concurrency`', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witness = new Witness(patience);
      let running = 0;
      let most = 0;
      await bus.subscribeShared(topic, { group: newGroup(), concurrency: 2 }, async (record) => {
        most = Math.max(most, ++running);
        await nextTurn();
        running--;
        witness.see(record);
      });
      await bus.publish(keys.flatMap((key) => range(5).map((number) => numbered(topic, key, number))));
      await witness.saw(40);
      expect(most).toBeLessThanOrEqual(2);
    });

    it('keeps the order of one call of publish', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witness = new Witness(patience);
      await bus.publish(range(200).map((number) => numbered(topic, 'a', number)));
      await bus.subscribeShared(topic, { group: newGroup() }, async (record) => witness.see(record));
      await witness.saw(200);
      expect(witness.numbers('a')).toEqual(range(200));
    });

    it('gives key, headers and bytes back as they were published', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witness = new Witness(patience);
      const published: BusRecord[] = [
        {
          topic,
          key: 'every byte',
          headers: { traceparent: '00-ab-cd-01', empty: '' },
          value: Uint8Array.from(range(256)),
        },
        { topic, key: 'schlüssel 鍵 🔑', headers: { 'x-überschrift': 'wért 値 🔑' }, value: new Uint8Array() },
        { topic, key: 'large', headers: {}, value: randomBytes(1_000_000) },
      ];
      await bus.publish(published);
      await bus.subscribeShared(topic, { group: newGroup() }, async (record) => witness.see(record));
      await witness.until('3 records', () => witness.records.length >= 3);
      for (const record of published) {
        const received = witness.records.find(({ key }) => key === record.key);
        expect(received).toMatchObject({ topic, headers: record.headers });
        expect(Buffer.from(received!.value).equals(record.value)).toBe(true);
        expect(received!.publishedAt).toBeGreaterThan(Date.now() - 10 * 60_000);
      }
    });

    it('numbers the records of a partition in rising order', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic({ partitions: 1 });
      const witness = new Witness(patience);
      await bus.publish(range(20).map((number) => numbered(topic, 'a', number)));
      await bus.subscribeShared(topic, { group: newGroup() }, async (record) => witness.see(record));
      await witness.saw(20);
      const offsets = witness.records.map(({ offset }) => offset);
      expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
      expect(new Set(witness.records.map(({ partition }) => partition))).toEqual(new Set([0]));
    });

    it('gives all records to each of two groups', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witnesses = [new Witness(patience), new Witness(patience)];
      for (const witness of witnesses) {
        await bus.subscribeShared(topic, { group: newGroup() }, async (record) => witness.see(record));
      }
      await bus.publish(keys.flatMap((key) => range(10).map((number) => numbered(topic, key, number))));
      for (const witness of witnesses) await witness.saw(80);
    });

    it("starts a new group at the topic's oldest record", async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const [old, young] = [new Witness(patience), new Witness(patience)];
      await bus.subscribeShared(topic, { group: newGroup() }, async (record) => old.see(record));
      await bus.publish(range(20).map((number) => numbered(topic, 'a', number)));
      await old.saw(20);
      await bus.subscribeShared(topic, { group: newGroup() }, async (record) => young.see(record));
      await young.saw(20);
      expect(young.numbers('a')).toEqual(range(20));
    });

    it('goes on where the group was, after it was away', async () => {
      const topic = await fixture().newTopic();
      const group = newGroup();
      const [before, later] = [new Witness(patience), new Witness(patience)];
      const first = await fixture().bus.subscribeShared(topic, { group }, async (record) => before.see(record));
      await fixture().bus.publish(range(5).map((number) => numbered(topic, 'a', number)));
      await before.saw(5);
      await first.close();
      await fixture().bus.close();
      const bus = await fixture().reopen();
      await bus.publish(range(5, 5).map((number) => numbered(topic, 'a', number)));
      await bus.subscribeShared(topic, { group }, async (record) => later.see(record));
      await later.saw(5);
      expect(later.numbers('a')).toEqual(range(5, 5));
    });
  });

  describe('lag', () => {
    it('counts what a group has not committed, and goes to zero', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const group = newGroup();
      const gate = Promise.withResolvers<void>();
      const lag = async () => {
        const own = (await bus.lag()).filter((entry) => entry.topic === topic && entry.group === group);
        return {
          records: own.reduce((sum, { records }) => sum + records, 0),
          age: Math.max(0, ...own.map(({ age }) => age)),
        };
      };
      await bus.subscribeShared(topic, { group }, () => gate.promise);
      await bus.publish(keys.map((key) => numbered(topic, key, 0)));
      await eventually('a lag of 8 records that ages', patience, async () => {
        const { records, age } = await lag();
        return records === 8 && age > 0;
      });
      gate.resolve();
      await eventually('no lag', patience, async () => (await lag()).records === 0);
      expect((await lag()).age).toBe(0);
    });
  });

  describe('closing', () => {
    it('lets handlers finish, and does not hand their records over again', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const group = newGroup();
      const started = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      let finished = false;
      const subscription = await bus.subscribeShared(topic, { group }, async () => {
        started.resolve();
        await gate.promise;
        finished = true;
      });
      await bus.publish([numbered(topic, 'a', 0)]);
      await within('the handler starts', patience, started.promise);
      let closed = false;
      const closing = subscription.close().then(() => (closed = true));
      await nextTurn();
      expect(closed).toBe(false);
      gate.resolve();
      await within('the subscription closes', patience, closing);
      expect(finished).toBe(true);
      const next = new Witness(patience);
      await bus.publish([numbered(topic, 'a', 1)]);
      await bus.subscribeShared(topic, { group }, async (record) => next.see(record));
      await next.saw(1);
      expect(next.numbers('a')).toEqual([1]);
    });

    it('takes no records and publishes nothing once closed', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witness = new Witness(patience);
      await bus.subscribeShared(topic, { group: newGroup() }, async (record) => witness.see(record));
      await bus.close();
      await expect(bus.publish([numbered(topic, 'a', 0)])).rejects.toMatchObject({ code: 'closed' });
      await expect(bus.subscribeShared(topic, { group: newGroup() }, async () => undefined)).rejects.toMatchObject({
        code: 'closed',
      });
      expect(witness.records).toEqual([]);
    });
  });
};
