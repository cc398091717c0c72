/** Handlers that fail, records that cannot be handled, and processes that die. */
import { utf8Bytes } from '@postbus/bytes';
import { PortError } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import {
  type ContractPart,
  Witness,
  eventually,
  newGroup,
  numberOf,
  numbered,
  range,
  within,
} from './message-bus-fixture.ts';

const away = () => new PortError('unavailable', 'MailStore', 'the store is away');

export const faults: ContractPart = (fixture, { patience, canStall }) => {
  describe("a handler's failure", () => {
    it('brings the same record again before the next one of its key', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witness = new Witness(patience);
      const attempts: number[] = [];
      await bus.subscribeShared(topic, { group: newGroup() }, async (record, { attempt }) => {
        if (numberOf(record) === 0) attempts.push(attempt);
        if (numberOf(record) === 0 && attempt === 1) throw new Error('the first time fails');
        witness.see(record);
      });
      await bus.publish(range(3).map((number) => numbered(topic, 'a', number)));
      await witness.saw(3);
      expect(attempts).toEqual([1, 2]);
      expect(witness.records.map(numberOf)).toEqual([0, 1, 2]);
    });

    it('is tried again until it passes where the fault is retryable, in order and without a dead letter', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic({ partitions: 1 });
      const witness = new Witness(patience);
      await bus.subscribeShared(topic, { group: newGroup(), attempts: 2 }, async (record, { attempt }) => {
        if (record.key === 'a' && numberOf(record) === 1 && attempt <= 6) throw away();
        witness.see(record);
      });
      await bus.publish(range(4).flatMap((number) => [numbered(topic, 'a', number), numbered(topic, 'b', number)]));
      await witness.saw(8);
      expect(witness.numbers('a')).toEqual(range(4));
      expect(witness.numbers('b')).toEqual(range(4));
      expect(await bus.deadLetters(topic)).toEqual([]);
    });

    it('that never passes holds up no other partition', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witness = new Witness(patience);
      const keys = range(64).map((number) => `key ${number}`);
      let stuck: number | undefined;
      await bus.subscribeShared(topic, { group: newGroup(), concurrency: 4 }, async (record) => {
        stuck ??= record.partition;
        if (record.partition === stuck) throw away();
        witness.see(record);
      });
      await bus.publish([numbered(topic, 'stuck', 0)]);
      await bus.publish(keys.map((key) => numbered(topic, key, 0)));
      const probe = new Witness(patience);
      await bus.subscribeShared(topic, { group: newGroup() }, async (record) => probe.see(record));
      await probe.saw(65);
      await witness.saw(probe.records.filter(({ partition }) => partition !== stuck).length);
      expect(witness.distinct).toBeGreaterThan(0);
    });
  });

  describe('a poison record', () => {
    it('goes to the dead letters in its original bytes after its tries, and holds up nobody', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const group = newGroup();
      const witness = new Witness(patience);
      const attempts: number[] = [];
      await bus.subscribeShared(topic, { group, attempts: 3 }, async (record, { attempt }) => {
        if (record.headers['poison'] === undefined) return witness.see(record);
        attempts.push(attempt);
        throw Object.assign(new Error('this cannot be read'), { code: 'sector-out-of-range' });
      });
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const poison = { topic, key: 'a', headers: { poison: 'yes', traceparent }, value: Uint8Array.from(range(256)) };
      const before = Date.now();
      await bus.publish([poison, numbered(topic, 'a', 1), numbered(topic, 'b', 2)]);
      await witness.saw(2);
      expect(attempts).toEqual([1, 2, 3]);
      const [letter, ...others] = await bus.deadLetters(topic);
      expect(others).toEqual([]);
      expect(letter).toMatchObject({ group, code: 'sector-out-of-range', message: 'this cannot be read' });
      expect(letter!.failedAt).toBeGreaterThanOrEqual(before - 1000);
      expect(letter!.record).toMatchObject({ topic, key: 'a', headers: { poison: 'yes', traceparent } });
      expect(Buffer.from(letter!.record.value).equals(poison.value)).toBe(true);
    });

    it('tells the class of an error without a code', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witness = new Witness(patience);
      await bus.subscribeShared(topic, { group: newGroup(), attempts: 1 }, async (record) => {
        if (numberOf(record) === 0) throw new TypeError('undefined is not a function');
        witness.see(record);
      });
      await bus.publish([numbered(topic, 'a', 0), numbered(topic, 'a', 1)]);
      await witness.saw(1);
      expect(await bus.deadLetters(topic)).toMatchObject([
        { code: 'TypeError', message: 'undefined is not a function' },
      ]);
    });

    it('is handled when it is put back, and is a dead letter no more', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witness = new Witness(patience);
      let cured = false;
      await bus.subscribeShared(topic, { group: newGroup(), attempts: 1 }, async (record) => {
        if (record.key === 'poison' && !cured) throw new RangeError('not yet');
        witness.see(record);
      });
      const poison = { topic, key: 'poison', headers: { ce_id: '1', 'x-ü': 'ä' }, value: utf8Bytes('7') };
      await bus.publish([poison, numbered(topic, 'poison-too', 0)]);
      await witness.saw(1);
      await eventually('a dead letter', patience, async () => (await bus.deadLetters(topic)).length > 0);
      cured = true;
      const ids = (await bus.deadLetters(topic)).map(({ id }) => id);
      expect(await bus.redrive(topic, ids)).toBe(1);
      await witness.saw(2);
      const redriven = witness.records.find(({ key }) => key === 'poison');
      expect(redriven).toMatchObject({ headers: poison.headers });
      expect(redriven!.headers).toEqual(poison.headers);
      expect(Buffer.from(redriven!.value).equals(poison.value)).toBe(true);
      expect(await bus.deadLetters(topic)).toEqual([]);
      expect(await bus.redrive(topic, ids)).toBe(0);
    });

    it('is listed by pages, oldest first, and put back one by one', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const witness = new Witness(patience);
      await bus.subscribeShared(topic, { group: newGroup(), attempts: 1 }, async (record) => {
        if (numberOf(record) < 5) throw new RangeError('one to five');
        witness.see(record);
      });
      await bus.publish(range(6).map((number) => numbered(topic, 'a', number)));
      await witness.saw(1);
      const first = await bus.deadLetters(topic, { limit: 2 });
      const rest = await bus.deadLetters(topic, { after: first[1]!.id });
      expect([...first, ...rest].map(({ record }) => numberOf(record))).toEqual(range(5));
      expect(await bus.redrive(topic, [rest[0]!.id])).toBe(1);
      const left = (await bus.deadLetters(topic, { limit: 4 })).map(({ record }) => numberOf(record));
      expect(left).toEqual([0, 1, 3, 4]);
    });

    it('may be unknown: a topic without dead letters has none', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      expect(await bus.deadLetters(topic)).toEqual([]);
      expect(await bus.redrive(topic, ['0'])).toBe(0);
    });
  });

  describe('a crash', () => {
    it('between the effect and the commit brings the record again', async () => {
      const topic = await fixture().newTopic();
      const group = newGroup();
      const effect = Promise.withResolvers<void>();
      await fixture().bus.subscribeShared(topic, { group }, () => {
        effect.resolve();
        return new Promise<void>(() => undefined);
      });
      await fixture().bus.publish([numbered(topic, 'a', 0)]);
      await within('the effect', patience, effect.promise);
      await fixture().crash();
      const bus = await fixture().reopen();
      const witness = new Witness(patience);
      await bus.subscribeShared(topic, { group }, async (record) => witness.see(record));
      await witness.saw(1);
      expect(witness.numbers('a')).toEqual([0]);
    });

    it('brings again what was not finished, although later records were', async () => {
      const topic = await fixture().newTopic({ partitions: 1 });
      const group = newGroup();
      const before = new Witness(patience);
      await fixture().bus.subscribeShared(topic, { group, concurrency: 4 }, async (record) => {
        before.see(record);
        if (record.key === 'slow') await new Promise<void>(() => undefined);
      });
      await fixture().bus.publish([numbered(topic, 'fast', 0), numbered(topic, 'slow', 1)]);
      await fixture().bus.publish(range(20, 2).map((number) => numbered(topic, 'fast', number)));
      await before.saw(22);
      await fixture().bus.publish([numbered(topic, 'fast', 22)]);
      await before.saw(23);
      await fixture().crash();
      const bus = await fixture().reopen();
      const witness = new Witness(patience);
      await bus.subscribeShared(topic, { group }, async (record) => witness.see(record));
      await witness.until('the slow one', () => witness.numbers('slow').length > 0);
      expect(witness.numbers('slow')).toEqual([1]);
    });

    it('lets a handler that ends after it commit nothing', async () => {
      const topic = await fixture().newTopic();
      const group = newGroup();
      const begun = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      await fixture().bus.subscribeShared(topic, { group }, async () => {
        begun.resolve();
        await gate.promise;
      });
      await fixture().bus.publish([numbered(topic, 'a', 0)]);
      await within('the handler begins', patience, begun.promise);
      await fixture().crash();
      gate.resolve();
      const bus = await fixture().reopen();
      const witness = new Witness(patience);
      await bus.subscribeShared(topic, { group }, async (record) => witness.see(record));
      await witness.saw(1);
    });

    it('loses nothing that was published', async () => {
      const topic = await fixture().newTopic();
      await Promise.all(range(50).map((number) => fixture().bus.publish([numbered(topic, `key ${number}`, number)])));
      await fixture().crash();
      const bus = await fixture().reopen();
      const witness = new Witness(patience);
      await bus.subscribeShared(topic, { group: newGroup() }, async (record) => witness.see(record));
      await witness.saw(50);
    });
  });

  describe('a publish', () => {
    it.runIf(canStall)('past its deadline has an unknown outcome', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      await bus.publish([numbered(topic, 'a', 0)]);
      const release = await fixture().stall!();
      const late = bus.publish([numbered(topic, 'a', 1)], { deadline: 200 });
      await expect(within('an answer', patience, late)).rejects.toMatchObject({
        code: 'outcome-unknown',
        retryable: true,
      });
      await release();
      await bus.publish([numbered(topic, 'a', 2)]);
      const witness = new Witness(patience);
      await bus.subscribeShared(topic, { group: newGroup() }, async (record) => witness.see(record));
      await witness.until('the last', () => witness.numbers('a').includes(2));
      expect(witness.numbers('a').filter((number) => number !== 1)).toEqual([0, 2]);
    });

    it.runIf(canStall)('held up for less than its deadline succeeds', async () => {
      const { bus } = fixture();
      const topic = await fixture().newTopic();
      const release = await fixture().stall!();
      const late = bus.publish([numbered(topic, 'a', 1)], { deadline: patience });
      await release();
      await within('the publish', patience, late);
    });

    it('of nothing does nothing', async () => {
      await expect(fixture().bus.publish([])).resolves.toBeUndefined();
    });
  });
};
