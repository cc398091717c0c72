import { openEmbeddedBus } from '@postbus/bus-embedded';
import { type BusRecord, accountChanged, toRecord } from '@postbus/contracts';
import type { MailboxScope } from '@postbus/domain';
import { type MessageBus, type OutboxLease, PortError } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outboxFailed } from './channels.ts';
import { OutboxPublisher, type PublisherSettings } from './outbox-publisher.ts';

const settings: Partial<PublisherSettings> = {
  poll: 20,
  firstWait: 5,
  longestWait: 20,
  lease: 60_000,
  leftBehindAfter: 0,
};
/** Nothing is taken for left behind. */
const ownOnly = { leftBehindAfter: 3_600_000 };
const mailboxes = ['m1', 'm2', 'm3'];

describe('publisher of the outbox', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let store: SqliteStore;
  /** Over the same data, as another process has it. */
  let other: SqliteStore;
  let bus: MessageBus;
  const publishers: OutboxPublisher[] = [];
  /** Event ids in the order in which they reached a reader of the topic, by key. */
  let arrived: Map<string, string[]>;
  let look: () => void;

  beforeEach(async () => {
    folder = temporaryFolder();
    store = openSqliteStore({ folder: folder.path });
    other = openSqliteStore({ folder: folder.path });
    bus = openEmbeddedBus({ folder: folder.path });
    arrived = new Map(mailboxes.map((mailbox) => [mailbox, []]));
    look = () => {};
    await bus.subscribeShared(accountChanged.name, { group: 'test' }, async ({ key, headers }) => {
      arrived.get(key)?.push(headers['ce_id'] ?? '');
      look();
    });
    for (const mailbox of mailboxes) await store.mailStore.createMailbox(scopeOf(mailbox));
  });
  afterEach(async () => {
    await Promise.all(publishers.splice(0).map((publisher) => publisher.stop()));
    await bus.close();
    await store.close();
    await other.close();
    folder.remove();
  });

  function publish(
    through: MessageBus = bus,
    changes: Partial<PublisherSettings> = {},
    { mailStore }: SqliteStore = store,
  ): OutboxPublisher {
    const publisher = new OutboxPublisher(mailStore.outbox, through, { ...settings, ...changes });
    publishers.push(publisher);
    publisher.start();
    return publisher;
  }

  async function commit(mailbox: string, id: string, { mailStore }: SqliteStore = store): Promise<void> {
    await mailStore.apply(scopeOf(mailbox), [], { events: [eventOf(mailbox, id)] });
  }

  async function distinct(mailbox: string, count: number): Promise<string[]> {
    while (new Set(arrived.get(mailbox)).size < count) {
      await new Promise<void>((resolve) => {
        look = resolve;
      });
    }
    return arrived.get(mailbox) ?? [];
  }

  const idsUpTo = (count: number) => Array.from({ length: count }, (_, index) => String(index));

  it('sends the events of each mailbox in the order of its commits, once', async () => {
    publish(bus, ownOnly);
    await Promise.all(
      mailboxes.map(async (mailbox) => {
        for (const id of idsUpTo(40)) await commit(mailbox, id);
      }),
    );
    for (const mailbox of mailboxes) expect(await distinct(mailbox, 40)).toEqual(idsUpTo(40));
  });

  it('sends what was left behind, more than one batch of it', async () => {
    for (const id of idsUpTo(7)) await commit('m1', id);
    publish(bus, { batch: 3 });
    expect(await distinct('m1', 7)).toEqual(idsUpTo(7));
  });

  it('sends a commit of its own at once, without looking for it', async () => {
    const read = vi.spyOn(store.mailStore.outbox, 'read');
    publish(bus, { ...ownOnly, poll: 3_600_000 });
    for (const id of idsUpTo(5)) {
      await commit('m1', id);
      await distinct('m1', Number(id) + 1);
    }
    expect(arrived.get('m1')).toEqual(idsUpTo(5));
    expect(read.mock.calls.length).toBeLessThanOrEqual(store.mailStore.outbox.shards);
  });

  it("leaves others' commits to their committer for a while", async () => {
    publish(bus, { leftBehindAfter: 200 });
    const committed = performance.now();
    await commit('m1', 'a', other);
    expect(await distinct('m1', 1)).toEqual(['a']);
    expect(performance.now() - committed).toBeGreaterThanOrEqual(199);
  });

  it('takes over the shards of a publisher that died', async () => {
    const { outbox } = store.mailStore;
    for (let shard = 0; shard < outbox.shards; shard++) expect(await outbox.lease(shard, 'dead', 60)).toBeDefined();
    await commit('m1', 'a');
    publish();
    expect(await distinct('m1', 1)).toEqual(['a']);
  });

  it('takes its own shards back at once after a crash, where its name outlives the process', async () => {
    const { outbox } = store.mailStore;
    for (let shard = 0; shard < outbox.shards; shard++) await outbox.lease(shard, 'steady', 3_600_000);
    await commit('m1', 'a');
    publish(bus, { owner: 'steady' });
    expect(await distinct('m1', 1)).toEqual(['a']);
  });

  it('gives its shards back when it stops', async () => {
    await publish(bus, { lease: 3_600_000 }).stop();
    await commit('m1', 'a');
    publish();
    expect(await distinct('m1', 1)).toEqual(['a']);
  });

  it('sends beside a second publisher, each its own commits, nothing twice', async () => {
    publish(bus, ownOnly);
    publish(bus, ownOnly, other);
    for (const id of idsUpTo(20)) {
      const by = Number(id) % 2 === 0 ? store : other;
      await Promise.all(mailboxes.map((mailbox) => commit(mailbox, id, by)));
      for (const mailbox of mailboxes) await distinct(mailbox, Number(id) + 1);
    }
    for (const mailbox of mailboxes) expect(await distinct(mailbox, 20)).toEqual(idsUpTo(20));
  });

  it('waits longer and longer while the bus is away, keeps the order, and loses nothing', async () => {
    const waits: number[] = [];
    const note = (message: unknown) => waits.push((message as { wait: number }).wait);
    outboxFailed.subscribe(note);
    const away = failing(bus, 4, new PortError('unavailable', 'MessageBus', 'away'), 'before');
    for (const id of idsUpTo(5)) await commit('m1', id);
    publish(away);
    expect(await distinct('m1', 5)).toEqual(idsUpTo(5));
    outboxFailed.unsubscribe(note);
    expect(waits.length).toBe(4);
    for (const [index, most] of [5, 10, 20, 20].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(most / 2);
      expect(waits[index]).toBeLessThanOrEqual(most);
    }
  });

  it('leaves behind what the bus does not take now, and what is too much to keep', async () => {
    const away = failing(bus, 1, new PortError('unavailable', 'MessageBus', 'away'), 'before');
    publish(away, { leftBehindAfter: 100, mostWaiting: 4 });
    await commit('m1', 'a');
    await store.mailStore.apply(scopeOf('m2'), [], { events: idsUpTo(5).map((id) => eventOf('m2', id)) });
    expect(await distinct('m1', 1)).toEqual(['a']);
    expect(await distinct('m2', 5)).toEqual(idsUpTo(5));
  });

  it('sends again what has an unknown outcome', async () => {
    publish(failing(bus, 1, new PortError('outcome-unknown', 'MessageBus', 'late'), 'after'));
    await commit('m1', 'a');
    await vi.waitFor(() => expect(arrived.get('m1')).toEqual(['a', 'a']), { timeout: 10_000 });
    await commit('m1', 'b');
    expect((await distinct('m1', 2)).at(-1)).toBe('b');
  });

  it('removes what it sent, many events by one commit', async () => {
    const { outbox } = store.mailStore;
    const removed = vi.spyOn(outbox, 'removeSent');
    publish(bus, { leftBehindAfter: 1000, removeAfter: 200 });
    for (let index = 0; index < 20; index++) {
      await commit('m1', `event ${index}`);
      await distinct('m1', index + 1);
    }
    await vi.waitFor(async () => expect(await outbox.waiting()).toBe(0), { timeout: 5000 });
    expect(removed.mock.calls.length).toBeLessThan(15);
    expect(removed.mock.calls.flatMap(([entries]) => entries).length).toBeGreaterThanOrEqual(20);
  });

  it('sends no more of a shard whose lease another took', async () => {
    publish(bus, { lease: 60_000, owner: 'one' });
    await commit('m1', 'a', other);
    await distinct('m1', 1);
    const { outbox } = store.mailStore;
    await vi.waitFor(async () => expect(await outbox.waiting()).toBe(0), { timeout: 10_000 });
    const lost = new Promise<unknown>((resolve) => {
      outboxFailed.subscribe((message) => resolve((message as { error: unknown }).error));
    });
    const taken: OutboxLease[] = [];
    for (let shard = 0; shard < outbox.shards; shard++) {
      const lease = await outbox.lease(shard, 'one', 1000);
      await outbox.release(lease as OutboxLease);
      taken.push((await outbox.lease(shard, 'two', 60_000)) as OutboxLease);
    }
    await commit('m1', 'b', other);
    expect(await lost).toMatchObject({ code: 'lease-lost' });
    expect(arrived.get('m1')).toEqual(['a']);
    for (const lease of taken) await outbox.release(lease);
    expect(await distinct('m1', 2)).toEqual(['a', 'b']);
  });
});

function scopeOf(mailbox: string): MailboxScope {
  return { tenant: 't', principal: { kind: 'service', service: 'test' }, mailbox };
}

function eventOf(mailbox: string, id: string): BusRecord {
  const data = { account: mailbox, mailbox, change: 'changed' as const, version: 1 };
  return toRecord(accountChanged, data, { id, source: '/test' }, new Date());
}

/** The bus, whose first `times` publishes of the test's events fail before or after they take effect. */
function failing(bus: MessageBus, times: number, error: Error, when: 'before' | 'after'): MessageBus {
  let left = times;
  const publish: MessageBus['publish'] = async (records, options) => {
    const fails = records.some(({ topic }) => topic === accountChanged.name) && left-- > 0;
    if (fails && when === 'before') throw error;
    await bus.publish(records, options);
    if (fails) throw error;
  };
  return Object.assign(Object.create(bus) as MessageBus, { publish });
}
