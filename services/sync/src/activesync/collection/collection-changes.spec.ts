/** What devices end up holding, compared with the folder, over random histories and interrupted answers. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailboxScope, MessageId, MessageRecord, NewMessage, Operation } from '@postbus/domain';
import { PidTagMessageClass, PidTagSubject, PropertyBag } from '@postbus/mapi';
import { summarize } from '@postbus/oxcmail';
import type { MailStore } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { type CollectionChanges, type Source, collectionChanges, silentlyAt } from './collection-changes.ts';
import { type StreamState, firstState } from './collection-state.ts';

let folder: TemporaryFolder;
let sqlite: SqliteStore;
let store: MailStore;
let mailboxes = 0;

beforeAll(() => {
  folder = temporaryFolder();
  sqlite = openSqliteStore({ folder: folder.path });
  store = sqlite.mailStore;
});
afterAll(async () => {
  await sqlite.close();
  folder.remove();
});

const hour = 3_600_000;

/** Those whose subject begins with `text` are text messages, which no device here is told of. */
function message(subject: string, received: number): NewMessage {
  const messageClass = subject.startsWith('text') ? 'IPM.Note.Mobile.SMS' : 'IPM.Note';
  const object = {
    properties: new PropertyBag().set(PidTagMessageClass, messageClass).set(PidTagSubject, subject),
    recipients: [],
    attachments: [],
  };
  return { object, summary: summarize(object), received, read: false };
}

/** A device that is strict about what it is told. */
class Device {
  readonly held = new Map<MessageId, { read: boolean; subject: string }>();
  readonly complaints: string[] = [];
  state: StreamState | undefined;

  take(changes: CollectionChanges): void {
    for (const { id, read, summary } of changes.adds) {
      if (this.held.has(id)) this.complaints.push(`Add of ${id}, which is held`);
      this.held.set(id, { read, subject: summary.subject });
    }
    for (const { message: changed } of changes.changes) {
      if (!this.held.has(changed.id)) this.complaints.push(`Change of ${changed.id}, which is not held`);
      this.held.set(changed.id, { read: changed.read, subject: changed.summary.subject });
    }
    for (const id of [...changes.deletes, ...changes.softDeletes]) {
      if (!this.held.delete(id)) this.complaints.push(`Delete of ${id}, which is not held`);
    }
    this.state = changes.next;
  }
}

class World {
  readonly scope: MailboxScope = {
    tenant: 't',
    principal: { kind: 'service', service: 'test' },
    mailbox: `m${++mailboxes}`,
  };
  inbox = 0;
  now = 1000 * hour;

  async start(): Promise<void> {
    await store.createMailbox(this.scope);
    this.inbox = (await store.folders(this.scope)).find(({ role }) => role === 'inbox')?.id ?? 0;
  }

  messages(): Promise<MessageRecord[]> {
    return store.list(this.scope, this.inbox, { limit: 10_000 });
  }

  async apply(operations: Operation[]): Promise<number[]> {
    const { results } = await store.apply(this.scope, operations);
    return results.flatMap((result) => {
      if ('tombstone' in result && result.tombstone !== undefined) return [result.tombstone];
      return 'changeNumber' in result ? [result.changeNumber] : [];
    });
  }

  async begin(device: Device, cutOff: number): Promise<void> {
    const { changeNumber } = await store.mailbox(this.scope);
    device.held.clear();
    device.state = firstState(changeNumber, { filterType: cutOff === 0 ? 0 : 1, cutOff });
  }

  sync(device: Device, cutOff: number, window: number): Promise<CollectionChanges> {
    if (device.state === undefined) throw new Error('begin first');
    return collectionChanges(this.source, device.state, { filterType: cutOff === 0 ? 0 : 1, cutOff }, window);
  }

  get source(): Source {
    return { store, scope: this.scope, folder: this.inbox, kind: 'mail' };
  }

  async syncAll(device: Device, cutOff: number, window: number): Promise<void> {
    for (let rounds = 0; rounds < 1000; rounds++) {
      const changes = await this.sync(device, cutOff, window);
      device.take(changes);
      if (!changes.more) return;
    }
    throw new Error('there is always more');
  }
}

type Step =
  | { kind: 'arrive'; age: number; text: boolean }
  | { kind: 'read'; index: number; read: boolean }
  | { kind: 'rewrite'; index: number }
  | { kind: 'delete'; index: number; own: boolean }
  | { kind: 'move-away'; index: number }
  | { kind: 'own-read'; index: number; read: boolean }
  | { kind: 'filter'; hours: number }
  | { kind: 'sync'; window: number; lost: boolean };

const index = fc.nat({ max: 30 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('arrive' as const), age: fc.nat({ max: 20 }), text: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), index, read: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('own-read' as const), index, read: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rewrite' as const), index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), index, own: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move-away' as const), index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('filter' as const), hours: fc.constantFrom(0, 2, 6, 12) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('sync' as const),
      window: fc.integer({ min: 1, max: 6 }),
      lost: fc.boolean(),
    }),
  },
);

/** Changes that the device made itself are known to it and held against its generation. */
async function own(
  world: World,
  device: Device,
  id: MessageId,
  operation: Operation,
  after: () => void,
): Promise<void> {
  if (!device.held.has(id) || device.state === undefined) return;
  const numbers = await world.apply([operation]);
  after();
  device.state = { ...device.state, own: [...device.state.own, ...numbers].sort((a, b) => a - b) };
}

async function run(world: World, device: Device, steps: readonly Step[]): Promise<number> {
  let cutOff = 0;
  for (const one of steps) {
    const messages = 'index' in one ? await world.messages() : [];
    const target = 'index' in one ? messages[one.index % Math.max(1, messages.length)] : undefined;
    if (one.kind === 'arrive') {
      const received = world.now - one.age * hour;
      const subject = one.text ? `text ${one.age}` : `arrived ${one.age}`;
      await world.apply([{ do: 'insert-message', folder: 'inbox', message: message(subject, received) }]);
    } else if (one.kind === 'filter') {
      cutOff = one.hours === 0 ? 0 : world.now - one.hours * hour;
    } else if (one.kind === 'sync') {
      const before = device.state;
      const changes = await world.sync(device, cutOff, one.window);
      if (one.lost) device.state = before;
      else device.take(changes);
    } else if (target !== undefined) {
      await change(world, device, one, target);
    }
  }
  return cutOff;
}

async function change(world: World, device: Device, one: Step, target: MessageRecord): Promise<void> {
  const { id, received } = target;
  if (one.kind === 'read') await world.apply([{ do: 'set-read', id, read: one.read }]);
  if (one.kind === 'rewrite') {
    await world.apply([
      {
        do: 'update-message',
        id,
        message: message(`${target.summary.subject} rewritten ${target.changeNumber}`, received),
      },
    ]);
  }
  if (one.kind === 'move-away') await world.apply([{ do: 'move-message', id, to: 'drafts' }]);
  if (one.kind === 'delete' && !one.own) await world.apply([{ do: 'delete-message', id }]);
  if (one.kind === 'delete' && one.own)
    await own(world, device, id, { do: 'delete-message', id }, () => device.held.delete(id));
  if (one.kind === 'own-read') {
    const held = device.held.get(id);
    await own(world, device, id, { do: 'set-read', id, read: one.read }, () => {
      if (held !== undefined) held.read = one.read;
    });
  }
}

describe('what a device holds, [MS-ASCMD] 2.2.1.21', () => {
  it('is the folder, whatever happened and wherever answers were cut or lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 12 }), fc.array(step, { maxLength: 40 }), async (before, steps) => {
        const world = new World();
        await world.start();
        for (let age = 0; age < before; age++) {
          await world.apply([
            { do: 'insert-message', folder: 'inbox', message: message(`before ${age}`, world.now - age * hour) },
          ]);
        }
        const device = new Device();
        await world.begin(device, 0);
        const cutOff = await run(world, device, steps);
        await world.syncAll(device, cutOff, 3);
        const expected = (await world.messages()).filter(
          ({ received, summary }) => received >= cutOff && summary.messageClass === 'IPM.Note',
        );
        expect(device.complaints).toEqual([]);
        expect(new Map([...device.held].sort(([a], [b]) => a - b))).toEqual(
          new Map(
            expected
              .map(({ id, read, summary }) => [id, { read, subject: summary.subject }] as const)
              .sort(([a], [b]) => a - b),
          ),
        );
        if (device.state !== undefined) expect(await silentlyAt(world.source, device.state)).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });

  it('is brought newest first, and what arrives meanwhile comes before the rest', async () => {
    const world = new World();
    await world.start();
    for (let age = 5; age > 0; age--) {
      await world.apply([
        { do: 'insert-message', folder: 'inbox', message: message(`old ${age}`, world.now - age * hour) },
      ]);
    }
    const device = new Device();
    await world.begin(device, 0);
    device.take(await world.sync(device, 0, 2));
    await world.apply([{ do: 'insert-message', folder: 'inbox', message: message('new', world.now) }]);
    await world.syncAll(device, 0, 2);
    expect([...device.held.values()].map(({ subject }) => subject)).toEqual([
      'old 1',
      'old 2',
      'new',
      'old 3',
      'old 4',
      'old 5',
    ]);
  });

  it('takes away what a filter leaves out within the window, and never what the device was not told of', async () => {
    const world = new World();
    await world.start();
    for (let age = 0; age < 10; age++) {
      await world.apply([
        { do: 'insert-message', folder: 'inbox', message: message(`${age}`, world.now - age * hour) },
      ]);
    }
    const device = new Device();
    await world.begin(device, 0);
    device.take(await world.sync(device, 0, 7));
    expect(device.held.size).toBe(7);
    const cutOff = world.now - 2 * hour;
    const rounds: number[] = [];
    for (let more = true; more;) {
      const changes = await world.sync(device, cutOff, 3);
      rounds.push(changes.softDeletes.length);
      device.take(changes);
      more = changes.more;
    }
    expect(rounds).toEqual([3, 1]);
    expect([...device.held.values()].map(({ subject }) => subject)).toEqual(['0', '1', '2']);
    expect(device.complaints).toEqual([]);
  });

  it('says with a window of 0 whether there is more, and tells nothing', async () => {
    const world = new World();
    await world.start();
    await world.apply([{ do: 'insert-message', folder: 'inbox', message: message('one', world.now) }]);
    const device = new Device();
    await world.begin(device, 0);
    expect(await world.sync(device, 0, 0)).toMatchObject({ adds: [], changes: [], deletes: [], more: true });
    await world.syncAll(device, 0, 3);
    expect(await world.sync(device, 0, 0)).toMatchObject({ more: false });
    await world.apply([{ do: 'set-read', id: [...device.held.keys()][0] ?? 0, read: true }]);
    expect(await world.sync(device, 0, 0)).toMatchObject({ changes: [], more: true });
  });

  it('tells a read state alone where nothing else changed', async () => {
    const world = new World();
    await world.start();
    await world.apply([{ do: 'insert-message', folder: 'inbox', message: message('one', world.now) }]);
    const device = new Device();
    await world.begin(device, 0);
    await world.syncAll(device, 0, 10);
    const [held] = device.held.keys();
    await world.apply([{ do: 'set-read', id: held ?? 0, read: true }]);
    const read = await world.sync(device, 0, 10);
    expect(read.changes).toMatchObject([{ readStateOnly: true, message: { read: true } }]);
    device.take(read);
    await world.apply([{ do: 'update-message', id: held ?? 0, message: message('two', world.now) }]);
    expect((await world.sync(device, 0, 10)).changes).toMatchObject([{ readStateOnly: false }]);
  });
});
