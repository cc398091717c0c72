/** Readers that come and go while events flow. */
import { setTimeout as after, setImmediate as nextTurn } from 'node:timers/promises';
import type { Subscription } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import { type ContractPart, Witness, newGroup, numbered, range, within } from './message-bus-fixture.ts';

const keys = range(24).map((number) => `key ${number}`);

export const membership: ContractPart = (fixture, { patience }) => {
  /** Publishes numbers from 0 up for every key until stopped; returns how many each got. */
  function flow(topic: string): { stop(): Promise<number> } {
    const stopped = new AbortController();
    const { bus } = fixture();
    const run = async () => {
      let number = 0;
      for (; !stopped.signal.aborted; number++) {
        const current = number;
        await bus.publish(keys.map((key) => numbered(topic, key, current)));
        await after(1);
      }
      return number;
    };
    const done = run();
    return {
      stop: () => {
        stopped.abort();
        return done;
      },
    };
  }

  describe('members of a group', () => {
    it('that join and leave while events flow lose none and keep the order of each key', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const group = newGroup();
      const all = new Witness(patience);
      const join = async (): Promise<{ witness: Witness; subscription: Subscription }> => {
        const witness = new Witness(patience);
        const subscription = await bus.subscribeShared(topic, { group }, async (record) => {
          await nextTurn();
          all.see(record);
          witness.see(record);
        });
        return { witness, subscription };
      };
      const first = await join();
      const events = flow(topic);
      await first.witness.saw(50);
      const second = await join();
      await second.witness.saw(50);
      const third = await join();
      await third.witness.saw(50);
      await first.subscription.close();
      const fourth = await join();
      await fourth.witness.saw(50);
      await second.subscription.close();
      await third.subscription.close();
      const each = await events.stop();
      await all.saw(each * keys.length);
      for (const key of keys) expect(all.numbers(key)).toEqual(range(each));
    });

    it('share the partitions', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const group = newGroup();
      const members = [new Witness(patience), new Witness(patience)];
      for (const member of members) await bus.subscribeShared(topic, { group }, async (record) => member.see(record));
      const events = flow(topic);
      for (const member of members) await member.saw(keys.length);
      await events.stop();
    });

    it('tell a handler by its signal that its partition goes to another, who gets the record', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const group = newGroup();
      const [begun, aborted, taken] = [new Witness(patience), new Witness(patience), new Witness(patience)];
      const options = { group, concurrency: keys.length, attempts: 1 };
      await bus.subscribeShared(topic, options, async (record, { signal }) => {
        begun.see(record);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        aborted.see(record);
        throw signal.reason;
      });
      await bus.publish(keys.map((key) => numbered(topic, key, 0)));
      await begun.saw(keys.length);
      await bus.subscribeShared(topic, options, async (record) => taken.see(record));
      await taken.saw(1);
      const [moved] = taken.records;
      expect(aborted.numbers(moved!.key)).toEqual([0]);
      expect(await bus.deadLetters(topic)).toEqual([]);
    });
  });

  describe('broadcast readers', () => {
    it('each get all that is published from now on, and nothing older', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      await bus.publish(keys.map((key) => numbered(topic, key, 0)));
      const readers = [new Witness(patience), new Witness(patience)];
      for (const reader of readers) await bus.subscribeBroadcast(topic, async (record) => reader.see(record));
      await bus.publish(keys.map((key) => numbered(topic, key, 1)));
      await bus.publish(keys.map((key) => numbered(topic, key, 2)));
      for (const reader of readers) {
        await reader.saw(keys.length * 2);
        for (const key of keys) expect(reader.numbers(key)).toEqual([1, 2]);
      }
    });

    it('that join and leave while events flow miss nothing in between', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const steady = new Witness(patience);
      await bus.subscribeBroadcast(topic, async (record) => steady.see(record));
      const events = flow(topic);
      await steady.saw(keys.length * 2);
      const passing = new Witness(patience);
      const subscription = await bus.subscribeBroadcast(topic, async (record) => passing.see(record));
      await bus.publish(keys.map((key) => numbered(topic, `marked ${key}`, 0)));
      await passing.until('all marked ones', () => keys.every((key) => passing.numbers(`marked ${key}`).length === 1));
      await passing.saw(keys.length * 4);
      await subscription.close();
      const seen = passing.records.length;
      const each = await events.stop();
      await steady.saw(each * keys.length + keys.length);
      expect(passing.records).toHaveLength(seen);
      for (const key of keys) {
        expect(steady.numbers(key)).toEqual(range(each));
        const numbers = passing.numbers(key);
        expect(numbers).toEqual(range(numbers.length, numbers[0]));
      }
    });

    it('drop a record that their handler fails on, and go on', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const reader = new Witness(patience);
      await bus.subscribeBroadcast(topic, async (record) => {
        reader.see(record);
        if (reader.records.length === 1) throw new Error('once');
      });
      await bus.publish(range(3).map((number) => numbered(topic, 'a', number)));
      await reader.saw(3);
      expect(reader.records).toHaveLength(3);
      expect(await bus.deadLetters(topic)).toEqual([]);
    });

    it('leave the lag of groups alone', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const reader = new Witness(patience);
      await bus.subscribeBroadcast(topic, async (record) => reader.see(record));
      await bus.publish([numbered(topic, 'a', 0)]);
      await reader.saw(1);
      const lag = await within('the lag', patience, bus.lag());
      expect(lag.filter((entry) => entry.topic === topic)).toEqual([]);
    });
  });
};
