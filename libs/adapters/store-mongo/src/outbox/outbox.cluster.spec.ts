import { utf8Bytes } from '@postbus/bytes';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import type { OutboxEntry } from '@postbus/ports';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OpenedStore, newMailbox, newScope, opened } from '../mail/mail.fixture.ts';
import { shardOf } from './outbox-writer.ts';

describe.skipIf(mongoUrl === undefined)('the outbox of several processes', () => {
  let database: TestDatabase;
  let stores: [OpenedStore, OpenedStore];
  beforeAll(async () => {
    database = await openTestDatabase();
    stores = [await opened(await database.open()), await opened(await database.open())];
  });
  beforeEach(() => database.clear());
  afterAll(() => database.drop());

  const event = (key: string, value = '{}') => ({ topic: 'test.v1', key, headers: {}, value: utf8Bytes(value) });

  it('gives events of two mailboxes that have one id one after the other, and removes each alone', async () => {
    const [{ mailStore, mongo }] = stores;
    const { outbox } = mailStore;
    const [one, two] = twoMailboxesOfOneShard();
    for (const mailbox of [one, two]) {
      const document = { mailbox, id: 7, shard: shardOf(one), at: new Date(), topic: 't', key: mailbox, headers: {} };
      const value = Buffer.from('{}');
      await mongo.connection.collection('outbox').insertOne({ _id: `${mailbox}/7` as never, ...document, value });
    }
    const lease = await outbox.lease(shardOf(one), 'publisher', 60_000);
    const first = await outbox.read(lease!, 10);
    await outbox.remove(lease!, [7]);
    const second = await outbox.read(lease!, 10);
    await outbox.remove(lease!, [7]);
    expect([first, second].map((entries) => entries.map(({ record }) => record.key))).toEqual([[one], [two]]);
    expect(await outbox.waiting()).toBe(0);
  });

  it('removes nothing that another process committed and did not send', async () => {
    const [{ mailStore }, other] = stores;
    const scope = await newMailbox({ mailStore });
    const told: OutboxEntry[] = [];
    const stop = mailStore.outbox.onCommitted((entries) => told.push(...entries));
    await mailStore.apply(scope, [], { events: [event('one'), event('two')] });
    stop();
    const waiting = await mailStore.outbox.waiting();
    await other.mailStore.outbox.removeSent(told);
    expect(await mailStore.outbox.waiting()).toBe(waiting);
    await mailStore.outbox.removeSent(told);
    expect(await mailStore.outbox.waiting()).toBe(waiting - 2);
  });

  it('keeps the order of commits of a mailbox, though they come from processes whose clocks are a minute apart', async () => {
    const ahead = await opened(await database.open({ clock: { now: () => Date.now() + 60_000 } }));
    const [behind] = stores;
    const scope = await newMailbox(behind);
    for (let number = 0; number < 6; number++) {
      const { mailStore } = number % 2 === 0 ? ahead : behind;
      await mailStore.apply(scope, [], { events: [event('own', String(number))] });
    }
    const { outbox } = behind.mailStore;
    const entries: OutboxEntry[] = [];
    for (let shard = 0; shard < outbox.shards; shard++) {
      const lease = await outbox.lease(shard, 'publisher', 60_000);
      entries.push(...(await outbox.read(lease!, 100)));
    }
    const own = entries.filter(({ record }) => record.key === 'own');
    expect(own.map(({ record }) => Buffer.from(record.value).toString())).toEqual(['0', '1', '2', '3', '4', '5']);
  });
});

function twoMailboxesOfOneShard(): [string, string] {
  const one = newScope().mailbox;
  for (;;) {
    const two = newScope().mailbox;
    if (shardOf(one) === shardOf(two)) return [one, two].toSorted() as [string, string];
  }
}
